//! What a seed says is to be done and hurt, step by step; it knows nothing of what becomes of it.

use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{fmt, time::Duration};

/// What is hurt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Victim {
    /// `kill -9` of the JobManager.
    JobManager,
    /// `kill -9` of the TaskManager.
    TaskManager,
    /// `kill -9` of the SQL Gateway.
    Gateway,
    /// `kill -9` of a server.
    Server,
    /// All connections of the servers to their database are ended.
    Connections,
    /// A server stands still for longer than it holds its operations.
    Pause,
    /// The disk of the server and its engine is full for a while.
    Disk,
}

impl Victim {
    /// Each with how often it is chosen.
    const WEIGHTS: [(Self, u32); 7] = [
        (Self::JobManager, 3),
        (Self::TaskManager, 4),
        (Self::Gateway, 4),
        (Self::Server, 5),
        (Self::Connections, 3),
        (Self::Pause, 1),
        (Self::Disk, 1),
    ];

    /// Whatever is hurt.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        Self::WEIGHTS.into_iter().map(|(victim, _)| victim)
    }

    /// As it stands in the ledger.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::JobManager => "jobmanager",
            Self::TaskManager => "taskmanager",
            Self::Gateway => "gateway",
            Self::Server => "server",
            Self::Connections => "connections",
            Self::Pause => "pause",
            Self::Disk => "disk",
        }
    }

    /// True for a process of Flink.
    pub(super) fn is_jvm(self) -> bool {
        matches!(self, Self::JobManager | Self::TaskManager | Self::Gateway)
    }

    /// What is hurt instead when this one is not there to be hurt, in this order.
    pub(super) fn or_else(self) -> impl Iterator<Item = Self> {
        let others = [Self::Gateway, Self::TaskManager, Self::Server, Self::JobManager];
        std::iter::once(self).chain(others.into_iter().filter(move |other| *other != self))
    }

    fn chosen(random: &mut StdRng) -> Self {
        let all: u32 = Self::WEIGHTS.iter().map(|(_, weight)| weight).sum();
        let mut left = random.random_range(0..all);
        for (victim, weight) in Self::WEIGHTS {
            if left < weight {
                return victim;
            }
            left -= weight;
        }
        Self::Server
    }
}

impl fmt::Display for Victim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a person wants of a job, if it can be had of the job as it is then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Stop it with a savepoint.
    Stop,
    /// Run it again as it ran.
    Restart,
    /// Put another version of its script in its place.
    Upgrade,
    /// Put an earlier version in its place.
    RollBack,
    /// Take a savepoint.
    Savepoint,
    /// Take a checkpoint.
    Checkpoint,
    /// Cancel it, whatever is under way.
    Cancel,
    /// Cancel it, and begin from nothing in a folder of its own.
    Anew,
}

impl Wish {
    const ALL: [Self; 8] = [
        Self::Stop,
        Self::Restart,
        Self::Upgrade,
        Self::RollBack,
        Self::Savepoint,
        Self::Checkpoint,
        Self::Cancel,
        Self::Anew,
    ];
}

/// One step: acts, and a moment later a victim.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    /// From 1 on.
    pub(super) number: u32,
    /// Whether most jobs are to run before: else it falls among those that are just coming back.
    pub(super) waits: bool,
    /// What is wanted, of which jobs.
    pub(super) acts: Vec<(usize, Wish)>,
    /// From the acts to the blow.
    pub(super) moment: Duration,
    /// What is hurt.
    pub(super) victim: Victim,
    /// Which one of several servers.
    pub(super) pick: usize,
    /// How long it stays as it is: until a server is started again, or the disk has room.
    pub(super) stays: Duration,
    /// Until the next step.
    pub(super) rest: Duration,
}

/// The steps of a seed, without end.
#[derive(Debug)]
pub(super) struct Plan {
    random: StdRng,
    jobs: usize,
    number: u32,
}

impl Plan {
    /// For so many jobs.
    pub(super) fn new(seed: u64, jobs: usize) -> Self {
        Self { random: StdRng::seed_from_u64(seed), jobs, number: 0 }
    }
}

impl Iterator for Plan {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        self.number += 1;
        let random = &mut self.random;
        let count = random.random_range(1..=3);
        let acts = (0..count).map(|_| {
            let wish = Wish::ALL[random.random_range(0..Wish::ALL.len())];
            (random.random_range(0..self.jobs), wish)
        });
        let acts = acts.collect();
        let mut between = |least: u64, most: u64| Duration::from_millis(random.random_range(least..=most));
        let (moment, stays, rest) = (between(0, 3_000), between(500, 4_000), between(1_000, 4_000));
        let victim = Victim::chosen(random);
        let (pick, waits) = (random.random_range(0..1_000), random.random_bool(0.5));
        Some(Step { number: self.number, waits, acts, moment, victim, pick, stays, rest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chaos::Options;
    use std::collections::BTreeSet;

    #[test]
    fn a_seed_always_says_the_same_and_another_one_does_not() {
        let steps = |seed| Plan::new(seed, 10).take(20).collect::<Vec<_>>();
        assert_eq!(steps(7), steps(7));
        assert_ne!(steps(7), steps(8));
    }

    #[test]
    fn every_victim_is_hurt_and_every_wish_is_had_and_a_third_is_flinks() {
        let steps: Vec<_> = Plan::new(1, 10).take(300).collect();
        assert!(Victim::all().all(|victim| steps.iter().any(|step| step.victim == victim)));
        let wishes: Vec<_> = steps.iter().flat_map(|step| step.acts.iter().map(|(_, wish)| *wish)).collect();
        assert!(Wish::ALL.iter().all(|wish| wishes.contains(wish)));
        assert!(steps.iter().filter(|step| step.victim.is_jvm()).count() > 100);
    }

    #[test]
    fn the_tests_hurt_each_process_and_the_connections() {
        let Options { kills, seed, jobs } = Options::TRIAL;
        let hurt: BTreeSet<_> = Plan::new(seed, jobs).take(kills).map(|step| step.victim).collect();
        let wanted = [Victim::JobManager, Victim::TaskManager, Victim::Gateway, Victim::Server, Victim::Connections];
        assert_eq!(hurt, BTreeSet::from(wanted));
    }

    #[test]
    fn what_is_hurt_instead_is_something_else() {
        let others: Vec<_> = Victim::Server.or_else().collect();
        assert_eq!(others, [Victim::Server, Victim::Gateway, Victim::TaskManager, Victim::JobManager]);
    }
}
