//! Turns the configuration into what the parts of the server are made with.

use crate::auth::Oidc;
use crate::config::{Config, DatabaseUrl, SecretKey};
use anyhow::Context;
use chrono::TimeDelta;
use egress::{Egress, Policy};
use engine::local::{Launcher, LocalSettings};
use std::{net::SocketAddr, time::Duration};
use control::Control;
use model::authority::SystemScope;
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
    _ = (egress(config, own_listeners), store, scope);
    Ok(Control::none())
}
