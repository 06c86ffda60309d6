//! Turns the configuration into what the parts of the server are made with.

use crate::auth::Oidc;
use crate::config::{BucketConfig, Config, DatabaseUrl, FilesConfig, SecretKey};
use anyhow::Context;
use chrono::TimeDelta;
use control::{Control, Limits, LocalEngineOptions, Parts, Times};
use egress::{Class, Egress, Policy, TlsOptions};
use engine::local::{Launcher, LocalSettings};
use model::{Name, authority::SystemScope};
use std::{net::SocketAddr, path::Path, time::Duration};
use store::{BucketOptions, FileOptions, KeySource, SessionLimits, Store, StoreOptions};

/// Where the store is and what opens it.
pub(crate) fn store_options(config: &Config, own_listeners: Vec<SocketAddr>) -> anyhow::Result<StoreOptions> {
    Ok(StoreOptions {
        database: match &config.data.database {
            DatabaseUrl::Sqlite(path) => store::DatabaseUrl::Sqlite(Some(path.clone())),
            DatabaseUrl::Postgres(url) => store::DatabaseUrl::Postgres(url.expose().into()),
        },
        data_dir: config.data.dir.clone(),
        key: match &config.data.secret_key {
            SecretKey::Given(keys) => KeySource::Text(keys.expose().into()),
            SecretKey::Kept(path) => KeySource::Own(path.clone()),
        },
        files: match &config.data.files {
            FilesConfig::Directory(path) => FileOptions::Directory(Some(path.clone())),
            FilesConfig::Bucket(bucket) => {
                FileOptions::Bucket(Box::new(bucket_options(bucket, &egress(config, own_listeners)?)?))
            }
        },
    })
}

fn bucket_options(bucket: &BucketConfig, egress: &Egress) -> anyhow::Result<BucketOptions> {
    Ok(BucketOptions {
        bucket: bucket.bucket.clone(),
        prefix: bucket.prefix.clone(),
        endpoint: bucket.endpoint.as_ref().map(|origin| origin.as_url().clone()),
        region: bucket.region.clone(),
        path_style: bucket.path_style,
        access_key_id: bucket.access_key_id.clone(),
        secret_access_key: bucket.secret_access_key.expose().into(),
        session_token: bucket.session_token.as_ref().map(|token| token.expose().into()),
        client: egress.client(Class::ObjectStore, &TlsOptions::default())?,
    })
}

/// How long sessions last.
pub(crate) fn session_limits(config: &Config) -> SessionLimits {
    SessionLimits { idle: delta(config.session.idle), absolute: delta(config.session.absolute) }
}

fn delta(duration: Duration) -> TimeDelta {
    TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX)
}

/// The one way out; our own listeners are not to be reached by it.
pub(crate) fn egress(config: &Config, own_listeners: Vec<SocketAddr>) -> anyhow::Result<Egress> {
    let allow_loopback = config.egress.allow_loopback.clone();
    let read = |path: &Path| {
        std::fs::read_to_string(path).with_context(|| format!("reading egress.ca_file, {}", path.display()))
    };
    let also_trusted = config.egress.ca_file.as_deref().map(read).transpose()?;
    Ok(Egress::new(Policy { allow_loopback, own_listeners, also_trusted, ..Policy::default() }))
}

/// The local engine, started by this very program, which confines itself before it becomes Java.
pub(crate) fn engine_settings(config: &Config) -> anyhow::Result<LocalSettings> {
    let program = std::env::current_exe().context("where this program is")?;
    let launcher = Launcher { program, args: vec!["engine".into(), "exec".into()] };
    let mut settings = LocalSettings::new(&config.data.dir, launcher);
    settings.flink_home = config.engine.flink_home.clone();
    settings.java_home = config.engine.java_home.clone();
    settings.user = config.engine.user.clone();
    settings.slots = config.engine.slots;
    settings.memory_mib = config.engine.memory.map(|bytes| bytes >> 20);
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
    Ok(Some(Oidc::new(provider, &egress(config, own_listeners)?, origin, store.clone())?))
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
        egress: egress(config, own_listeners)?,
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
