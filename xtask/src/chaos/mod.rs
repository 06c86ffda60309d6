//! `cargo xtask chaos`: jobs whose servers, engines, databases and disks are hurt at any moment, and whose rows are counted.
//!
//! A seed says what is asked for and what is hurt when ([`plan`]); a person acts by forms ([`person`]); what runs, what it
//! wrote and what is recorded is looked at all the time ([`watch`]), and judged when all is calm again ([`calm`]).

mod calm;
mod database;
mod disk;
mod engine;
mod house;
mod job;
mod ledger;
mod options;
mod person;
mod plan;
mod run;
mod sink;
mod watch;

use crate::{
    build::{self, Built},
    place::Place,
    setup::{self, Level},
    step::seconds,
};
use anyhow::Result;
use house::{House, Shape};
pub(crate) use options::Options;
use run::Report;
use std::{collections::BTreeMap, process::ExitCode, time::Instant};

/// Runs the command, and adds its kills to the ledger.
pub(crate) fn run(arguments: &[&str]) -> Result<ExitCode> {
    let options = Options::read(arguments)?;
    let place = Place::find()?;
    setup::prepare(&place, Level::Test)?;
    let built = build::build(&place, false)?;
    let commit = place.commit();
    let report = once(&place, &built, options)?;
    ledger::append(&place, (options.seed, &commit), &report)?;
    let (all, of_jvm) = ledger::count(&place);
    println!("chaos: the ledger has {all} kills, {of_jvm} of them of a JVM");
    Ok(if report.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs one seed on what was built; says how many things were found that must not be.
pub(crate) fn trial(place: &Place, built: &Built, options: Options) -> Result<usize> {
    Ok(once(place, built, options)?.findings.len())
}

fn once(place: &Place, built: &Built, options: Options) -> Result<Report> {
    let (begun, shape) = (Instant::now(), Shape::of(options.seed));
    println!("chaos: seed {}, {} kills, {shape}", options.seed, options.kills);
    let house = House::build(Place::find()?, built, shape)?;
    let report = run::run(place, house, options)?;
    tell(&report);
    let (found, took) = (report.findings.len(), seconds(begun.elapsed()));
    println!("chaos: {} kills, {} rows, {found} findings, {took}", report.kills.len(), report.rows);
    if found > 0 {
        println!("chaos: again with --seed {} --kills {} --jobs {}", options.seed, options.kills, options.jobs);
    }
    Ok(report)
}

fn tell(report: &Report) {
    let mut victims: BTreeMap<&str, usize> = BTreeMap::new();
    report.kills.iter().for_each(|kill| *victims.entry(kill.victim.name()).or_default() += 1);
    let victims: Vec<String> = victims.iter().map(|(name, count)| format!("{name} {count}")).collect();
    let (looks, refused) = (report.looks, report.refused);
    println!("chaos: {}; copies were counted {looks} times, {refused} forms were not taken", victims.join(", "));
    for (end, count) in &report.ends {
        println!("  {count:>4}  {end}");
    }
    for (why, count) in &report.downs {
        println!("  down {count} times: {why}");
    }
    for finding in &report.findings {
        println!("  FOUND after step {} (0: all of them): {}", finding.step, finding.what);
    }
}
