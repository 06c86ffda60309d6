//! `cargo xtask test`: everything that CI runs, phase by phase; the last line is the count.

mod chaos;
mod end2end;
mod phase;
mod report;
mod rust;
mod source;
mod tally;

use crate::{build, check, place, place::Place, postgres::Postgres, setup, setup::Level, step::seconds};
use anyhow::{Result, bail, ensure};
use phase::Phase;
use std::{collections::BTreeSet, path::PathBuf, process::ExitCode, time::Instant};
use tally::Tally;

/// One run of the tests.
#[derive(Debug)]
struct Run {
    place: Place,
    /// Only tests with this in their name.
    filter: Option<String>,
    built: Option<build::Built>,
    postgres: Option<Postgres>,
    /// What was left out, and why.
    skipped: BTreeSet<String>,
}

/// Runs the command.
pub(crate) fn run(arguments: &[&str]) -> Result<ExitCode> {
    let (mut filter, mut only) = (None, Vec::new());
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match (*word, words.next()) {
            ("--filter", Some(text)) => filter = Some((*text).to_owned()),
            ("--only", Some(name)) => only.push(phase::find(name)?),
            _ => bail!("usage: cargo xtask test [--filter TEXT] [--only {}]", phase::names()),
        }
    }
    let chosen = phase::chosen(&only, filter.is_some());
    let mut run = Run { place: Place::find()?, filter, built: None, postgres: None, skipped: BTreeSet::new() };
    let tally = run.phases(&chosen);
    println!("{tally}");
    Ok(if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Run {
    fn phases(&mut self, chosen: &[&Phase]) -> Tally {
        let (start, mut tally, mut times, mut broken) = (Instant::now(), Tally::default(), Vec::new(), None);
        for phase in chosen {
            if let (Some(cause), true) = (broken, phase.needs_build) {
                println!("== {}: not run, because {cause} failed", phase.name);
                continue;
            }
            println!("== {}: {}", phase.name, phase.about);
            let since = Instant::now();
            let counted = (phase.run)(self).unwrap_or_else(|error| {
                println!("{error:#}");
                Tally::FAILURE
            });
            if counted.failed > 0 && ["setup", "build"].contains(&phase.name) {
                broken.get_or_insert(phase.name);
            }
            let verdict = if counted.failed > 0 { "FAILED" } else { "ok" };
            println!("== {}: {verdict}, {}", phase.name, seconds(since.elapsed()));
            times.push(format!("{} {}", phase.name, seconds(since.elapsed())));
            tally += counted;
        }
        self.postgres = None;
        println!("{}; together {}", times.join(", "), seconds(start.elapsed()));
        self.skipped.iter().for_each(|what| println!("{what}"));
        tally.failed += self.judge_skipped(place::in_ci());
        tally
    }

    /// How many failures it is that something was left out: none outside of CI, or if it is not ours to bring.
    fn judge_skipped(&self, in_ci: bool) -> u64 {
        let ours = self.skipped.iter().filter(|what| !what.contains("../shared")).count();
        if in_ci { ours as u64 } else { 0 }
    }

    /// Notes the `skipped:` lines of an output.
    fn note_skipped(&mut self, text: &str) {
        let lines = text.lines().map(str::trim).filter(|line| line.starts_with("skipped: "));
        self.skipped.extend(lines.map(str::to_owned));
    }

    fn log(&self, name: &str) -> PathBuf {
        self.place.work().join("logs").join(format!("{name}.log"))
    }

    fn set_up(&mut self) -> Result<Tally> {
        setup::prepare(&self.place, Level::Test)?;
        Ok(Tally::default())
    }

    fn check(&mut self) -> Result<Tally> {
        let findings = check::findings(&self.place)?;
        findings.iter().for_each(|finding| println!("{finding}"));
        ensure!(findings.is_empty(), "{} places break an invariant", findings.len());
        Ok(Tally::default())
    }

    fn build(&mut self) -> Result<Tally> {
        self.built = Some(build::build(&self.place, false)?);
        Ok(Tally::default())
    }

    /// What every test may ask for, started once. Without PostgreSQL the tests that want it say so.
    fn surroundings(&mut self) -> Vec<(&'static str, String)> {
        if self.postgres.is_none() {
            match Postgres::start() {
                Ok(postgres) => self.postgres = Some(postgres),
                Err(error) => {
                    self.skipped.insert(format!("skipped: everything on PostgreSQL: {error:#}"));
                }
            }
        }
        let mut variables = vec![(place::FLINK_HOMES, self.place.flink_homes().display().to_string())];
        if let Some(postgres) = &self.postgres {
            variables.push(("SCALEPH_TEST_POSTGRES_URL", postgres.url()));
            variables.push(("SCALEPH_TEST_POSTGRES_AUTHORITY", postgres.authority()));
        }
        variables
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(skipped: &str) -> Run {
        let place = Place { root: "/".into(), target: "/".into(), metadata: Default::default() };
        let mut run = Run { place, filter: None, built: None, postgres: None, skipped: BTreeSet::new() };
        run.note_skipped(skipped);
        run
    }

    #[test]
    fn what_is_left_out_fails_in_ci_only() {
        let run = run("running 1 test\n  skipped: no kafka\nskipped: no kafka\nnothing skipped: here\n");
        assert_eq!((run.judge_skipped(true), run.judge_skipped(false)), (1, 0));
    }

    #[test]
    fn the_shared_folder_may_be_missing_in_ci() {
        assert_eq!(run("skipped: ../shared/cases is not there").judge_skipped(true), 0);
    }

    #[test]
    fn a_broken_phase_is_one_failure_and_what_needs_it_is_not_run() {
        static BROKEN: Phase =
            Phase { name: "build", about: "", needs_build: false, run: |_| anyhow::bail!("no compiler") };
        static AFTER: Phase = Phase { name: "rust", about: "", needs_build: true, run: |_| panic!("it was run") };
        let tally = run("").phases(&[&BROKEN, &AFTER]);
        assert_eq!(tally, Tally { passed: 0, failed: 1, skipped: 0 });
    }
}
