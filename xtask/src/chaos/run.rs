//! One seed: acts and blows until there were enough, then calm, and the judgement.

use super::{
    house::House,
    ledger::Kill,
    options::Options,
    person::Person,
    plan::{Plan, Step},
    watch::{Finding, Watch},
};
use crate::{place::Place, process::go_on, step::seconds};
use anyhow::{Context, Result, bail, ensure};
use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, Instant},
};

/// Until the engine of a new house answers, its jars not counted.
const START: Duration = Duration::from_secs(240);
/// Until all jobs run before the first blow.
const FIRST: Duration = Duration::from_secs(300);
/// Until everything is as it should be after the last one.
pub(super) const CALM: Duration = Duration::from_secs(420);
/// Until most of them run again after a blow, before which this is waited for.
const MOST_RUN: Duration = Duration::from_secs(30);
/// Jobs that are started at a time by the person.
const AT_A_TIME: usize = 3;
pub(super) const PAUSE: Duration = Duration::from_millis(500);

/// A run under way.
#[derive(Debug)]
pub(super) struct Chaos {
    // Before the house: it looks at its engine.
    pub(super) watch: Watch,
    pub(super) person: Person,
    pub(super) house: House,
}

/// What came of a run.
#[derive(Debug)]
pub(super) struct Report {
    /// What was hurt.
    pub(super) kills: Vec<Kill>,
    /// Whether it came to its end, at which what was written is judged.
    pub(super) is_judged: bool,
    /// How many forms no server took.
    pub(super) refused: usize,
    /// What must not be, and was.
    pub(super) findings: Vec<Finding>,
    /// How operations ended, and how often.
    pub(super) ends: BTreeMap<String, usize>,
    /// Why jobs were down that were meant to run, and how often.
    pub(super) downs: BTreeMap<String, usize>,
    /// How many rows were read back.
    pub(super) rows: usize,
    /// How often copies were counted.
    pub(super) looks: u32,
}

/// Runs a seed in a house; what goes wrong with the house itself is an error.
pub(super) fn run(place: &Place, house: House, options: Options) -> Result<Report> {
    let begun = Instant::now();
    let mut chaos = Chaos::begin(house, options.jobs)?;
    println!("chaos: {} jobs run after {}", chaos.person.jobs.len(), seconds(begun.elapsed()));
    let mut kills = Vec::new();
    let done = chaos.strike_all(options, &mut kills);
    let done = done.and_then(|()| chaos.calm_down());
    if let Err(error) = &done {
        chaos.watch.found(format!("the run came to no end: {error:#}"));
    }
    go_on()?;
    let findings = chaos.watch.findings();
    let folder = place.work().join("logs").join(format!("chaos-{}", options.seed));
    if let Err(error) = chaos.house.keep_evidence(&folder) {
        println!("chaos: logs and records could not be kept: {error:#}");
    }
    let (rows, looks) = (chaos.watch.sink()?.all_rows(), chaos.watch.looks());
    let ends = chaos.house.ends_of_operations()?;
    let Person { downs, refused, .. } = chaos.person;
    Ok(Report { kills, is_judged: done.is_ok(), refused, findings, ends, downs, rows, looks })
}

impl Chaos {
    /// Makes the jobs and waits until all of them run.
    fn begin(mut house: House, jobs: usize) -> Result<Self> {
        let begun = Instant::now();
        let slots = loop {
            match house.engine.slots() {
                Ok(slots) if slots > 0 => break slots,
                _ => ensure!(begun.elapsed() < START, "the engine does not start"),
            }
            go_on()?;
            thread::sleep(PAUSE);
        };
        // One is left free, for what runs a little longer than it should.
        let jobs = jobs.min(slots.saturating_sub(1)).max(1);
        let person = Person::arrive(&mut house, jobs)?;
        let watch = Watch::begin(house.engine.clone(), person.root.clone(), house.shape.is_exactly_once());
        let mut chaos = Self { watch, person, house };
        chaos.until_all_run(FIRST)?;
        Ok(chaos)
    }

    /// Waits until all jobs run, starting those that are down.
    pub(super) fn until_all_run(&mut self, patience: Duration) -> Result<()> {
        let begun = Instant::now();
        loop {
            self.house.mend()?;
            self.person.tend(&self.house, AT_A_TIME)?;
            let mut waits = Vec::new();
            for job in &self.person.jobs {
                let said = job.said(&self.house.database)?;
                if !said.runs() {
                    waits.push(format!("{}: {} {}", job.name, said.under_way, said.why()));
                }
            }
            if waits.is_empty() {
                return Ok(());
            }
            go_on()?;
            if begun.elapsed() > patience {
                bail!("not all jobs run after {}:\n  {}", seconds(patience), waits.join("\n  "));
            }
            thread::sleep(PAUSE);
        }
    }

    fn strike_all(&mut self, options: Options, kills: &mut Vec<Kill>) -> Result<()> {
        let begun = Instant::now();
        for step in Plan::new(options.seed, self.person.jobs.len()).take(options.kills) {
            let kill = self.strike(&step)?;
            let (acts, took, running) =
                (kill.acts.join(", "), seconds(begun.elapsed()), self.person.running(&self.house)?);
            println!("{:>4}  {took:>8}  {running:>2} run  {:<12} {acts}", kill.step, kill.victim.name());
            kills.push(kill);
            self.rest(step.rest)?;
            self.one_open_run_each()?;
        }
        Ok(())
    }

    /// Acts, and hurts something a moment later.
    fn strike(&mut self, step: &Step) -> Result<Kill> {
        self.house.mend()?;
        if step.waits {
            self.until_most_run()?;
        }
        let mut acts = Vec::new();
        for (number, wish) in &step.acts {
            acts.extend(self.person.act(&self.house, *number, *wish)?);
        }
        acts.extend(self.person.tend(&self.house, 2)?);
        self.rest(step.moment)?;
        let victim = self.house.strike(step).with_context(|| format!("step {}", step.number))?;
        self.watch.at(step.number);
        Ok(Kill { step: step.number, acts, victim })
    }

    /// Waits until most jobs run, though not for long.
    fn until_most_run(&mut self) -> Result<()> {
        let begun = Instant::now();
        while self.person.running(&self.house)? * 3 < self.person.jobs.len() * 2 && begun.elapsed() < MOST_RUN {
            self.person.tend(&self.house, AT_A_TIME)?;
            self.rest(PAUSE)?;
        }
        Ok(())
    }

    /// Lets time pass, in which what was hurt for long enough is mended.
    fn rest(&mut self, time: Duration) -> Result<()> {
        let until = Instant::now() + time;
        while Instant::now() < until {
            self.house.mend()?;
            go_on()?;
            thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    fn one_open_run_each(&self) -> Result<()> {
        let query = "SELECT name, COUNT(*) FROM runs WHERE ended_at IS NULL AND job_id IS NOT NULL \
            GROUP BY name HAVING COUNT(*) > 1";
        for row in self.house.database.rows(query)? {
            self.watch.found(format!("a job has several runs that are not over: {}", row.join(" ")));
        }
        Ok(())
    }
}
