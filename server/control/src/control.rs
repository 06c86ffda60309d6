//! The handle that the rest of the server has.

use crate::{
    Result,
    engines::{Engines, Local},
    jobs, operations, pumps, runs, sessions,
    shared::Shared,
    sweeps,
    tasks::Tasks,
};
use egress::Egress;
use engine::local::{LocalEngine, LocalSettings};
use model::{Name, SessionClusterId, authority::SystemScope};
use std::{sync::Arc, time::Duration};
use store::Store;
use tokio::sync::{Notify, watch};

/// What it is made of.
#[derive(Debug)]
pub struct Parts {
    /// What we remember.
    pub store: Store,
    /// The way out.
    pub egress: Egress,
    /// The right to act for everybody.
    pub scope: SystemScope,
    /// The engine of this host, if there shall be one.
    pub local: Option<LocalEngineOptions>,
    /// Bounds of interactive queries.
    pub limits: Limits,
    /// How this server is called in its leases: no other that runs is called so. One that is started again under the same
    /// name goes on at once with what it had; under another name, when the leases are over.
    pub holder: String,
    /// How long things take.
    pub times: Times,
}

/// The engine of this host.
#[derive(Clone, Debug)]
pub struct LocalEngineOptions {
    /// What it is made from; the directory of project files is added to it.
    pub settings: LocalSettings,
    /// What the session cluster is called when it is recorded for the first time.
    pub name: Name,
    /// Whether it is started with the server, also if it did not run before.
    pub autostart: bool,
}

/// Bounds of interactive queries.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Rows after which a query stops drawing.
    pub spool_rows: u64,
    /// Stored bytes after which a query stops drawing.
    pub spool_bytes: u64,
    /// Bytes that the kept results of one person may take.
    pub user_bytes: u64,
    /// Bytes that all kept results may take.
    pub disk_bytes: u64,
    /// A running query that nobody looks at is closed after so long.
    pub unread_close: Duration,
}

/// How long things take. The defaults are what servers use; tests have less patience.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// A server that was not heard of for so long has lost its queries to others.
    pub lease: Duration,
    /// How often leases are held for longer.
    pub renew: Duration,
    /// How often is looked for queries that nobody draws.
    pub look: Duration,
    /// How long an engine that does not answer is asked again.
    pub patience: Duration,
    /// How long a statement that may be on its way is waited for, so that its job can be cancelled.
    pub arrival: Duration,
    /// How often is looked which savepoints are due.
    pub savepoints: Duration,
    /// How long checkpoints are kept that an ended run left behind once a newer run has its own.
    pub checkpoint_retention: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(20),
            renew: Duration::from_secs(5),
            look: Duration::from_secs(2),
            patience: Duration::from_secs(120),
            arrival: Duration::from_secs(15),
            savepoints: Duration::from_secs(15),
            checkpoint_retention: Duration::from_secs(7 * 24 * 3600),
        }
    }
}

/// Brings the world to what is recorded. Cheap to clone.
///
/// When the last one is dropped, everything stops where it stands; [`Control::stop`] is the polite way. Engines go on in
/// either case.
#[derive(Clone, Debug)]
pub struct Control(Arc<Handle>);

#[derive(Debug)]
struct Handle(Arc<Shared>);

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.tasks.abort();
    }
}

impl Control {
    /// Begins: finds the local engine again, and goes on with the queries that this server had.
    ///
    /// # Errors
    /// When the store fails, or the local engine's settings cannot be used.
    pub async fn start(parts: Parts) -> Result<Self> {
        let Parts { store, egress, scope, local, limits, holder, times } = parts;
        let autostart = local.as_ref().is_some_and(|local| local.autostart);
        let local = match local {
            Some(options) => Some(Local::open(&store, &egress, &scope, options, &holder).await?),
            None => None,
        };
        store.release_query_leases(&scope, &holder).await?;
        let shared = Arc::new(Shared {
            engines: Engines::new(store.clone(), egress, scope.clone(), local),
            store,
            scope,
            sessions: sessions::Sessions::default(),
            pumps: pumps::Pumps::default(),
            limits,
            times,
            holder,
            tasks: Tasks::default(),
            draining: watch::Sender::new(false),
            acted: Notify::new(),
            gauges: jobs::Gauges::default(),
        });
        shared.spawn(pumps::keep(shared.clone()));
        shared.spawn(sessions::keep(shared.clone()));
        shared.spawn(runs::observe(shared.clone()));
        shared.spawn(jobs::sweep(shared.clone()));
        shared.spawn(jobs::keep_savepoints(shared.clone()));
        shared.spawn(jobs::watch_retention(shared.clone()));
        shared.spawn(jobs::collect_evidence(shared.clone()));
        shared.spawn(operations::Worker::of_jobs().work(shared.clone()));
        shared.spawn(sweeps::sweep(shared.clone()));
        if shared.engines.local().is_some() {
            shared.spawn(operations::Worker::of_engine().work(shared.clone()));
            shared.spawn(operations::publish(shared.clone()));
            shared.spawn(operations::start_at_boot(shared.clone(), autostart));
        }
        Ok(Self(Arc::new(Handle(shared))))
    }

    /// Stops: queries are left at a page boundary for whoever goes on with them. Engines keep running.
    pub async fn stop(&self) {
        let shared = self.shared();
        shared.draining.send_replace(true);
        shared.tasks.join().await;
        if let Err(error) = shared.store.release_query_leases(&shared.scope, &shared.holder).await {
            tracing::warn!(%error, "the leases of queries could not be given up: they end by themselves");
        }
    }

    /// The engine of this host, for its status, events and logs; none when there shall be none.
    pub fn local_engine(&self) -> Option<&LocalEngine> {
        self.shared().engines.local().map(|local| &local.engine)
    }

    /// The session cluster that the engine of this host is.
    pub fn local_cluster(&self) -> Option<SessionClusterId> {
        self.shared().engines.local().map(|local| local.cluster)
    }

    /// What connector sets there are for the engine of this host.
    pub fn manifest(&self) -> Option<&engine::local::Manifest> {
        self.shared().engines.local().map(|local| &local.manifest)
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.0.0
    }
}
