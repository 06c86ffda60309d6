//! `cargo xtask setup`: what a machine needs to build, run and test; installs what is missing where it may.

mod apt;
mod level;
mod need;
mod needs;
mod npm;
mod probe;

use crate::{
    place::Place,
    site::{Fingerprint, Stamp},
    step::seconds,
};
use anyhow::{Result, bail};
pub(crate) use level::Level;
use need::{Found, Need};
pub(crate) use probe::postgres;
use std::time::Instant;

/// Runs the command.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let place = Place::find()?;
    match arguments {
        [] => prepare(&place, Level::Run),
        ["--for", "test"] => prepare(&place, Level::Test),
        ["--check"] => look(&place, Level::Run),
        ["--check", "--for", "test"] | ["--for", "test", "--check"] => look(&place, Level::Test),
        _ => bail!("usage: cargo xtask setup [--check] [--for test]"),
    }
}

/// Installs what is missing; returns at once when nothing has changed since it last did.
pub(crate) fn prepare(place: &Place, level: Level) -> Result<()> {
    let start = Instant::now();
    let stamp = Stamp::new(place.work().join(format!("setup-{}.stamp", level.name())));
    if stamp.says(&fingerprint(place, level)?) {
        return Ok(());
    }
    let mut missing = missing(place, level);
    if !missing.is_empty() {
        let packages: Vec<&str> = missing.iter().flat_map(|(need, _)| need.packages).copied().collect();
        tried(apt::install(&packages));
        missing.iter().for_each(|(need, _)| tried(need.install(place)));
        missing = self::missing(place, level);
    }
    refuse(&missing)?;
    stamp.write(&fingerprint(place, level)?)?;
    eprintln!("  setup                    {}", seconds(start.elapsed()));
    Ok(())
}

/// What did not work is told; what that leaves missing is found by looking again.
fn tried(result: Result<()>) {
    if let Err(error) = result {
        eprintln!("  {error:#}");
    }
}

/// Says what is there and what is not; installs nothing.
fn look(place: &Place, level: Level) -> Result<()> {
    let mut missing = Vec::new();
    for need in needs::of(level) {
        match (need.probe)(place) {
            Ok(found) => println!("ok       {:<24} {found}", need.what),
            Err(why) => {
                println!("missing  {:<24} {why}", need.what);
                missing.push((need, why));
            }
        }
    }
    refuse(&missing)
}

fn missing(place: &Place, level: Level) -> Vec<(&'static Need, String)> {
    let probed = needs::of(level).map(|need| (need, (need.probe)(place)));
    probed.filter_map(|(need, found): (_, Found)| Some((need, found.err()?))).collect()
}

fn refuse(missing: &[(&Need, String)]) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let lines = missing.iter().map(|(need, why)| format!("\n  {}: {why}\n      {}", need.what, need.advice()));
    bail!("this machine lacks:{}", lines.collect::<String>())
}

/// What the answer depends on: which programs are on the path, and what the lock files ask for.
fn fingerprint(place: &Place, level: Level) -> Result<Fingerprint> {
    let mut fingerprint = Fingerprint::default();
    fingerprint.file(&std::env::current_exe()?)?;
    for need in needs::of(level) {
        for program in need.programs {
            if let Some(path) = probe::on_path(program) {
                fingerprint.file(&path.canonicalize().unwrap_or(path))?;
            }
        }
        for file in (need.files)(place) {
            fingerprint.file(&file)?;
        }
    }
    Ok(fingerprint)
}
