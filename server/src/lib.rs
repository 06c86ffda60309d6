//! The server: it wires the parts together, and knows what they are made of, but not what they do.
//!
//! It is compiled without a page: `scaleph`, the binary, gives it a [`Site`].

// The type of a view is as deep as its elements.
#![recursion_limit = "512"]

mod assembly;
mod auth;
pub mod cli;
mod commands;
pub mod config;
mod door;
mod guard;
mod headers;
mod live;
pub mod metrics;
mod own_thread;
mod router;
mod sample;
mod serve;
mod site;
pub mod telemetry;
#[cfg(test)]
mod tests;

pub use site::{See, Site};

use cli::{Command, EngineCommand};
use config::{Config, Loaded, Surroundings};
use model::authority::SystemScope;
use std::process::ExitCode;

/// Does what the command line says; the scope is the one in which the server acts for itself.
pub fn main(site: Site, scope: SystemScope) -> ExitCode {
    let invocation = match cli::parse(std::env::args_os().skip(1)) {
        Ok(invocation) => invocation,
        Err(error) => return refuse(&error),
    };
    let around = match Surroundings::of_process() {
        Ok(around) => around,
        Err(error) => return refuse(&error),
    };
    let loaded = match invocation.command.is_configured() {
        false => None,
        true => match Config::load(invocation.config.as_deref(), &invocation.flags, &around) {
            Ok(loaded) => Some(loaded),
            Err(error) => return refuse(&error),
        },
    };
    match run(invocation.command, loaded, site, scope) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("scaleph: {error:#}");
            ExitCode::from(cli::FAILURE)
        }
    }
}

/// Says what is wrong with the command line or the configuration.
fn refuse(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("scaleph: {error}");
    ExitCode::from(cli::USAGE)
}

fn run(command: Command, loaded: Option<Loaded>, site: Site, scope: SystemScope) -> anyhow::Result<()> {
    match (command, loaded) {
        (Command::Help, _) => print!("{}", cli::help()),
        (Command::Version, _) => println!("{}", cli::version()),
        (Command::Config { markdown: true }, _) => print!("{}", config::markdown_table()),
        (Command::Config { markdown: false }, Some(loaded)) => print!("{}", config::toml_text(&loaded)),
        (Command::SqlSplit, _) => cli::sql_split(std::io::stdin(), std::io::stdout())?,
        (Command::Engine(EngineCommand::Exec(arguments)), _) => match engine::local::confine::exec(arguments)? {},
        (Command::Serve, Some(loaded)) => runtime()?.block_on(serve::serve(loaded, site, scope))?,
        (command, Some(loaded)) => runtime()?.block_on(commands::run(command, loaded.config, scope))?,
        (command, None) => anyhow::bail!("{command:?} needs a configuration"),
    }
    Ok(())
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}
