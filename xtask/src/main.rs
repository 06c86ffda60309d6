//! The commands of the house: `cargo xtask help`.
//!
//! Each command is a module with `run(arguments)`. They call cargo, npm and the server as a person would, and know
//! nothing of what is inside.

mod account;
mod bench;
mod build;
mod cargo;
mod chaos;
mod check;
mod client;
mod dist;
mod fuzz;
mod help;
mod http;
mod output;
mod place;
mod postgres;
mod process;
mod run;
mod server;
mod setup;
mod site;
mod step;
mod test;
mod watch;

use anyhow::{Result, bail};
use place::Place;
use setup::Level;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match process::end_children_on_signals().and_then(|()| command(&words)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn command(words: &[&str]) -> Result<ExitCode> {
    let (name, arguments) = words.split_first().map_or(("help", [].as_slice()), |(name, rest)| (*name, rest));
    let ours = arguments.iter().take_while(|word| **word != "--");
    if ours.into_iter().any(|word| matches!(*word, "--help" | "-h")) {
        println!("{}", help::of(name)?);
        return Ok(ExitCode::SUCCESS);
    }
    match name {
        "setup" => setup::run(arguments)?,
        "build" => build_only(arguments)?,
        "dist" => distribute(arguments)?,
        "run" => run::run(arguments)?,
        "test" => return test::run(arguments),
        "check" => check::run(arguments)?,
        "bench" => return bench::run(arguments),
        "chaos" => return chaos::run(arguments),
        "fuzz" => throw(arguments)?,
        "help" | "--help" | "-h" => println!("{}", help::all()),
        _ => bail!("no command is called {name}: see `cargo xtask help`"),
    }
    Ok(ExitCode::SUCCESS)
}

fn throw(arguments: &[&str]) -> Result<()> {
    match arguments {
        ["sql", rest @ ..] => fuzz::run(rest),
        _ => bail!("usage: cargo xtask fuzz sql [--seconds N] [--seed N]"),
    }
}

fn build_only(arguments: &[&str]) -> Result<()> {
    let release = match arguments {
        [] => false,
        ["--release"] => true,
        _ => bail!("usage: cargo xtask build [--release]"),
    };
    let place = Place::find()?;
    setup::prepare(&place, Level::Run)?;
    build::build(&place, release).map(drop)
}

fn distribute(arguments: &[&str]) -> Result<()> {
    if !arguments.is_empty() {
        bail!("usage: cargo xtask dist");
    }
    let place = Place::find()?;
    setup::prepare(&place, Level::Run)?;
    dist::dist(&place)
}
