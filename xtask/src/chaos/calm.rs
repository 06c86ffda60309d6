//! After the last blow: everything comes back, is stopped as a person would, and is judged by what was written.

use super::{
    ledger::AFTERWARDS,
    run::{CALM, Chaos, PAUSE},
};
use crate::{process::go_on, step::seconds};
use anyhow::{Result, bail};
use std::{
    collections::BTreeSet,
    thread,
    time::{Duration, Instant},
};

/// Until every job that runs has written something more.
const WRITES: Duration = Duration::from_secs(90);
/// Until all jobs are stopped.
const STOP: Duration = Duration::from_secs(240);

impl Chaos {
    /// Waits until everything is as it should be, and notes what is not.
    pub(super) fn calm_down(&mut self) -> Result<()> {
        self.house.mend_all()?;
        self.watch.at(AFTERWARDS);
        let begun = Instant::now();
        self.until_all_run(CALM)?;
        println!("chaos: all jobs run again after {}", seconds(begun.elapsed()));
        self.as_many_as_recorded()?;
        self.until_all_write()?;
        self.until_all_are_stopped()?;
        self.as_many_as_recorded()?;
        // Rows that were lost with the last savepoint are missing only before those that come after it.
        self.until_all_run(CALM)?;
        self.until_all_write()?;
        self.until_all_are_stopped()?;
        self.every_act_succeeds()?;
        let gaps = self.watch.sink()?.gaps();
        gaps.into_iter().for_each(|gap| self.watch.found(gap));
        self.nothing_under_way()
    }

    /// Whatever runs is recorded to run, and the other way round.
    fn as_many_as_recorded(&self) -> Result<()> {
        let begun = Instant::now();
        loop {
            let jobs = self.house.engine.jobs()?;
            let alive: BTreeSet<&str> = jobs.iter().filter(|job| job.is_alive()).map(|job| job.name.as_str()).collect();
            let mut recorded = BTreeSet::new();
            for job in &self.person.jobs {
                if job.said(&self.house.database)?.state == "running" {
                    recorded.insert(job.name.as_str());
                }
            }
            if alive == recorded {
                return Ok(());
            }
            // What is seen of jobs is seldom older than a few seconds.
            if begun.elapsed() > Duration::from_secs(30) {
                self.watch.found(format!("{alive:?} run, and {recorded:?} are recorded to"));
                return Ok(());
            }
            thread::sleep(PAUSE);
        }
    }

    /// Every job writes: that it runs is not only said.
    fn until_all_write(&self) -> Result<()> {
        let folders: Vec<String> = self.person.jobs.iter().map(|job| job.folder()).collect();
        let rows = || -> Result<Vec<usize>> {
            let sink = self.watch.sink()?;
            Ok(folders.iter().map(|folder| sink.rows(folder)).collect())
        };
        let (begun, before) = (Instant::now(), rows()?);
        loop {
            let now = rows()?;
            let silent: Vec<&String> =
                folders.iter().zip(before.iter().zip(&now)).filter(|(_, (b, n))| n <= b).map(|(f, _)| f).collect();
            if silent.is_empty() {
                return Ok(());
            }
            if begun.elapsed() > WRITES {
                self.watch.found(format!("jobs are said to run and write nothing: {silent:?}"));
                return Ok(());
            }
            go_on()?;
            thread::sleep(PAUSE);
        }
    }

    fn until_all_are_stopped(&mut self) -> Result<()> {
        let begun = Instant::now();
        loop {
            let mut waits = Vec::new();
            for number in 0..self.person.jobs.len() {
                let said = self.person.jobs[number].said(&self.house.database)?;
                if said.runs() {
                    self.person.stop(&self.house, number)?;
                }
                if said.state != "suspended" || !said.under_way.is_empty() {
                    waits.push(format!("{}: {} {}", self.person.jobs[number].name, said.under_way, said.why()));
                }
            }
            if waits.is_empty() {
                return Ok(());
            }
            go_on()?;
            if begun.elapsed() > STOP {
                bail!("not all jobs could be stopped after {}:\n  {}", seconds(STOP), waits.join("\n  "));
            }
            thread::sleep(PAUSE);
        }
    }

    /// What was asked for again and again was done at least once: else its form may be broken, and nobody would notice.
    fn every_act_succeeds(&self) -> Result<()> {
        /// Fewer may all have met a blow.
        const OFTEN: usize = 6;
        let ends = self.house.ends_of_operations()?;
        for (act, times) in self.person.taken.iter().filter(|(_, times)| **times >= OFTEN) {
            let done = format!("job.{act} succeeded ");
            if !ends.contains_key(&done) {
                self.watch.found(format!("{act} was asked for {times} times and never succeeded"));
            }
        }
        Ok(())
    }

    fn nothing_under_way(&self) -> Result<()> {
        for row in self.house.database.rows("SELECT kind, object_id, state FROM operations WHERE active")? {
            self.watch.found(format!("an operation is not over: {}", row.join(" ")));
        }
        Ok(())
    }
}
