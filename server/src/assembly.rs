//! Turns the configuration into what the parts of the server are made with.

use crate::auth::Oidc;
use crate::config::{Config, DatabaseUrl, SecretKey};
use anyhow::Context;
use chrono::TimeDelta;
use control::{Control, Limits, LocalEngineOptions, Parts, Times};
use egress::{Egress, Policy};
use engine::local::{Launcher, LocalSettings};
use model::{Name, authority::SystemScope};
use std::{net::SocketAddr, path::Path, time::Duration};
use store::{FileOptions, KeySource, SessionLimits, Store, StoreOptions};

/// Where the store is and what opens it.
pub(crate) fn store_options(config: &Config) -> StoreOptions {
    StoreOptions {
        database: match &config.data.database {
            DatabaseUrl::Sqlite(path) => store::DatabaseUrl::Sqlite(Some(path.clone())),
            DatabaseUrl::Postgres(url) => store::DatabaseUrl::Postgres(url.expose().into()),
        },
        data_dir: config.data.dir.clone(),
        key: match &config.data.secret_key {
            SecretKey::Given(keys) => KeySource::Text(keys.expose().into()),
            SecretKey::Kept(path) => KeySource::Own(path.clone()),
        },
        files: FileOptions::Directory(Some(config.data.files_dir.clone())),
    }
}

/// How long sessions last.
pub(crate) fn session_limits(config: &Config) -> SessionLimits {
    SessionLimits { idle: delta(config.session.idle), absolute: delta(config.session.absolute) }
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

/// The one way out; our own listeners are not to be reached by it.
pub(crate) fn egress(config: &Config, own_listeners: Vec<SocketAddr>) -> Egress {
    let allow_loopback = config.egress.allow_loopback.clone();
    Egress::new(Policy { allow_loopback, own_listeners, ..Policy::default() })
}

/// The local engine, started by this very program, which confines itself before it becomes Java.
pub(crate) fn engine_settings(config: &Config) -> anyhow::Result<LocalSettings> {
    let program = std::env::current_exe().context("where this program is")?;
    let launcher = Launcher { program, args: vec!["engine".into(), "exec".into()] };
    let mut settings = LocalSettings::new(&config.data.dir, launcher);
    settings.flink_home = config.engine.flink_home.clone();
    settings.java_home = config.engine.java_home.clone();
    settings.user = config.engine.user.clone();
    settings.never = match &config.data.secret_key {
        SecretKey::Kept(path) => vec![path.clone()],
        SecretKey::Given(_) => vec![],
    };
    // Jars are fetched once for all data directories of a machine that says so: tests do.
    settings.cache_dir = std::env::var_os("SCALEPH_TEST_FLINK_HOME_CACHE").map(Into::into);
    Ok(settings)
}

/// Signing in at the provider, if the configuration names one. It may be down.
pub(crate) fn oidc(
    config: &Config,
    store: &Store,
    origin: &str,
    own_listeners: Vec<SocketAddr>,
) -> anyhow::Result<Option<Oidc>> {
    let Some(provider) = config.sign_in.oidc.clone() else { return Ok(None) };
    Ok(Some(Oidc::new(provider, &egress(config, own_listeners), origin, store.clone())?))
}

/// What changes the world.
pub(crate) async fn control(
    config: &Config,
    store: &Store,
    scope: SystemScope,
    own_listeners: Vec<SocketAddr>,
) -> anyhow::Result<Control> {
    let local = match config.engine.enabled {
        false => None,
        true => Some(LocalEngineOptions {
            settings: engine_settings(config)?,
            name: Name::parse("local").expect("the name of the local cluster is a name"),
            autostart: true,
        }),
    };
    let limits = Limits {
        spool_rows: config.query.spool_rows,
        spool_bytes: config.query.spool_bytes,
        user_bytes: config.query.user_bytes,
        disk_bytes: config.query.disk_bytes,
        unread_close: config.query.unread_close,
    };
    let parts = Parts {
        store: store.clone(),
        egress: egress(config, own_listeners),
        scope,
        local,
        limits,
        holder: holder(&config.data.dir)?,
        times: Times::default(),
    };
    Ok(Control::start(parts).await?)
}

/// How this server is called in its leases: the same after a restart, and another for every data directory.
fn holder(data_dir: &Path) -> anyhow::Result<String> {
    let path = data_dir.join("server_id");
    if let Ok(id) = std::fs::read_to_string(&path)
        && !id.trim().is_empty()
    {
        return Ok(id.trim().into());
    }
    let id = format!("{:032x}", rand::random::<u128>());
    std::fs::write(&path, &id).with_context(|| format!("writing {}", path.display()))?;
    Ok(id)
}
