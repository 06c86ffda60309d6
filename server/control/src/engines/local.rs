//! The engine of this host.

use crate::{LocalEngineOptions, Result};
use egress::{Class, Egress, TlsOptions};
use engine::local::{EngineStatus, LocalEngine, Manifest, Role};
use model::{SessionClusterId, authority::SystemScope};
use std::path::PathBuf;
use store::Store;

/// The engine of this host, and the session cluster that it is.
#[derive(Debug)]
pub(crate) struct Local {
    pub(crate) engine: LocalEngine,
    pub(crate) cluster: SessionClusterId,
    pub(crate) name: String,
    pub(crate) manifest: Manifest,
    /// Where project files are put for it to read.
    pub(crate) files: PathBuf,
}

impl Local {
    /// Finds it again, or finds that it does not run. `host` is how this server is called in its leases.
    pub(crate) async fn open(
        store: &Store,
        egress: &Egress,
        scope: &SystemScope,
        options: LocalEngineOptions,
        host: &str,
    ) -> Result<Self> {
        let mut settings = options.settings;
        let files = crate::files::folder(&settings.data_dir).await?;
        settings.project_dirs.push(files.clone());
        let manifest = settings.manifest.clone();
        let client = egress.client(Class::LocalEngine, &TlsOptions::default()).map_err(engine::Error::from)?;
        let cluster = store.ensure_local_cluster(scope, &options.name, host).await?;
        let engine = LocalEngine::open(settings, client)?;
        Ok(Self { engine, cluster: cluster.id, name: cluster.name, manifest, files })
    }
}

/// Which life of the gateway it is: a session belongs to one. Empty while there is none.
pub(crate) fn life(status: &EngineStatus) -> String {
    let gateway = status.processes.iter().find(|process| process.role == Role::Gateway);
    match gateway.and_then(|process| process.pid.zip(process.since_ms)) {
        Some((pid, since)) => format!("{pid}-{since}"),
        None => String::new(),
    }
}
