//! Commands beside the server: they open the same store, and leave a running server alone.

use crate::{
    assembly,
    cli::{Command, EngineCommand},
    config::{Config, SecretKey},
};
use anyhow::{Context, bail};
use chrono::TimeDelta;
use model::authority::SystemScope;
use std::path::Path;
use store::{BackupKey, Place, Store};

/// How long a printed link works.
pub(crate) const LINK_LIFETIME: TimeDelta = TimeDelta::hours(1);

/// Runs a command that needs the configuration.
pub(crate) async fn run(command: Command, config: Config, scope: SystemScope) -> anyhow::Result<()> {
    match command {
        Command::AdminLink => admin_link(&config, &scope).await,
        Command::Engine(EngineCommand::Stop) => stop_engine(&config).await,
        Command::Engine(EngineCommand::Status) => engine_status(&config),
        Command::Backup(path) => backup(&config, &path).await,
        Command::Restore(path) => restore(&config, &path),
        other => bail!("{other:?} is not a command beside the server"),
    }
}

async fn backup(config: &Config, path: &Path) -> anyhow::Result<()> {
    let store = Store::open_beside(assembly::store_options(config, vec![])?).await?;
    store.backup(path, BackupKey::Without).await?;
    println!("Written to {}. The key that opens its secrets is not in it: keep it too.", path.display());
    if let Place::Bucket(address) = store.files().place() {
        println!("The files are not in it either: they are in {address}, which has tools of its own for that.");
    }
    Ok(())
}

fn restore(config: &Config, path: &Path) -> anyhow::Result<()> {
    let key = match &config.data.secret_key {
        SecretKey::Kept(key) => key.clone(),
        SecretKey::Given(_) => config.data.dir.join("secrets.key"),
    };
    let restored = store::restore(path, &config.data.dir, &key)?;
    println!("Restored from {}.", path.display());
    if let Some(address) = restored.files_at {
        println!("Its files were in {address}: that must be files.url, with the same files there.");
    }
    Ok(())
}

/// Prints a one-time link for an administrator; whoever can run this on the host is one anyway.
async fn admin_link(config: &Config, scope: &SystemScope) -> anyhow::Result<()> {
    let store = Store::open_beside(assembly::store_options(config, vec![])?).await?;
    let origin = config.web.origin(config.web.listen);
    if !store.has_administrator().await? {
        let token = store.create_setup_link(scope, LINK_LIFETIME).await?;
        println!("There is no administrator yet. This link makes one, once, within the hour:");
        println!("{}", origin.url(&format!("/setup?token={token}")));
        return Ok(());
    }
    let token = store.create_administrator_link(scope, None, LINK_LIFETIME).await?;
    println!("This link signs an administrator in, once, within the hour. The audit tells.");
    println!("{}", origin.url(&format!("/admin-link?token={token}")));
    Ok(())
}

async fn stop_engine(config: &Config) -> anyhow::Result<()> {
    let settings = assembly::engine_settings(config)?;
    let stopped = engine::local::stop_recorded(settings).await.context("the local engine could not be stopped")?;
    match stopped.is_empty() {
        true => println!("No process of the local engine was running."),
        false => stopped.iter().for_each(|(role, process)| println!("Stopped {} ({}).", role.as_str(), process.pid)),
    }
    Ok(())
}

/// Prints the recorded processes and whether they run.
fn engine_status(config: &Config) -> anyhow::Result<()> {
    let processes = engine::local::recorded(assembly::engine_settings(config)?)?;
    if processes.is_empty() {
        println!("No process of the local engine is recorded.");
    }
    for (role, process, runs) in processes {
        let state = if runs { "runs" } else { "does not run" };
        println!("{} ({}) {state}", role.as_str(), process.pid);
    }
    Ok(())
}
