//! What a page shows of the local engine.

use crate::local::{
    Confinement, LocalError, Progress,
    cluster::Ports,
    process::{Memory, Role},
};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

/// What the local engine is and does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EngineStatus {
    /// What it does.
    pub state: State,
    /// Whether somebody started it and nobody stopped it: after a boot of the host, it may want to be started.
    pub wanted: bool,
    /// Its processes, in the order they are started.
    pub processes: Vec<ProcessStatus>,
    /// The version of Flink, once the jars are known.
    pub flink: Option<String>,
    /// The version of Java, once it was asked.
    pub java: Option<String>,
    /// Where it listens.
    pub ports: Option<Ports>,
    /// How many tasks can run.
    pub slots: Slots,
    /// What each process is given.
    pub memory: Memory,
    /// The folder of the jars.
    pub home: Option<PathBuf>,
    /// Connector sets that are on the class path, or will be with the next start.
    pub sets: BTreeSet<String>,
    /// Whether jars were added, or memory and slots changed, which running processes do not have.
    pub restart_needed: bool,
    /// What holds for the processes.
    pub confinement: Option<Confinement>,
    /// Why administrators must be told, if processes are not confined on this host.
    pub unconfined_reasons: Vec<&'static str>,
}

impl EngineStatus {
    /// Whether files of the server are closed to what runs in the engine: somebody's SQL and jars.
    pub fn is_confined(&self) -> bool {
        self.confinement.as_ref().is_some_and(Confinement::is_confined)
    }
}

/// What the engine does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// The jars are not there yet.
    NotProvisioned,
    /// The jars are being fetched.
    Provisioning(Progress),
    /// It does not run.
    Stopped,
    /// It is being started.
    Starting {
        /// How far.
        step: Step,
    },
    /// All of it runs and answers.
    Running,
    /// Some of it does not run or does not answer; that is being seen to.
    Degraded,
    /// It is being stopped.
    Stopping,
    /// It could not be started or stopped.
    Failed(Failure),
}

/// Why something failed, as a code with parameters.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Failure {
    /// [`LocalError::code`].
    pub code: &'static str,
    /// [`LocalError::params`].
    pub params: BTreeMap<&'static str, String>,
}

/// How far a start is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Java is looked for.
    Java,
    /// Jars are looked at.
    Jars,
    /// Ports are chosen and recorded, the configuration is written.
    Configuration,
    /// Processes are started; the JobManager is waited for.
    JobManager,
    /// A TaskManager with slots is waited for.
    TaskManager,
    /// The gateway is waited for.
    Gateway,
    /// The planner is loaded.
    Planner,
}

/// One process.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProcessStatus {
    /// Which.
    pub role: Role,
    /// Its number, while it runs.
    pub pid: Option<i32>,
    /// Since when it runs, in milliseconds since 1970.
    pub since_ms: Option<u64>,
    /// Memory it occupies, in bytes.
    pub resident_bytes: Option<u64>,
    /// How often it ended by itself and was started again, since the engine was started.
    pub restarts: u32,
}

/// How many tasks can run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Slots {
    /// All.
    pub total: u32,
    /// Those that are free.
    pub free: u32,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum EngineEvent {
    /// It runs, started anew.
    Started {
        /// How long that took, without fetching jars, in milliseconds.
        took_ms: u64,
    },
    /// It runs, and was running before.
    Adopted,
    /// It was stopped.
    Stopped,
    /// A process ended by itself.
    ProcessEnded {
        /// Which.
        role: Role,
        /// The last line of its output that looks like a reason.
        reason: Option<String>,
    },
    /// A process that had ended runs again.
    ProcessRestarted {
        /// Which.
        role: Role,
    },
    /// What was tried failed.
    Failed(Failure),
}

impl From<&LocalError> for Failure {
    fn from(error: &LocalError) -> Self {
        Self { code: error.code(), params: error.params() }
    }
}
