//! What can be asked for to be done to a job, and how the record of an operation says it.

use super::{Job, state::JOB};
use crate::{NewOperation, Operation};
use chrono::TimeDelta;
use model::{DesiredState, JobAct, RunId, SessionClusterId, SnapshotId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The state that a run begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", content = "snapshot", rename_all = "snake_case")]
pub enum DeployFrom {
    /// None: what was counted before is forgotten.
    Empty,
    /// The newest there is; refused when there is none. Of a job that runs, the savepoint that it is stopped with.
    Latest,
    /// A savepoint or checkpoint that somebody picked.
    Snapshot(SnapshotId),
}

/// How a run is to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobStart {
    /// With which state.
    #[serde(flatten)]
    pub from: DeployFrom,
    /// Somebody knows that operators which keep state are not those that made it, and wants it all the same.
    #[serde(default)]
    pub accepts_changes: bool,
    /// State that no operator takes up may be dropped.
    #[serde(default)]
    pub drops_unclaimed: bool,
}

impl From<DeployFrom> for JobStart {
    /// With nothing allowed.
    fn from(from: DeployFrom) -> Self {
        Self { from, accepts_changes: false, drops_unclaimed: false }
    }
}

/// What is to be done to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobOrder {
    /// Submit it.
    Deploy(JobStart),
    /// Take a savepoint, end it, and submit it as it ran.
    Restart,
    /// Take a savepoint, end it, and submit it as it is described now.
    Upgrade(JobStart),
    /// Submit it as an earlier run had it; one that runs is ended with a savepoint first.
    RollBack {
        /// Which one.
        run: RunId,
        /// With which state.
        start: JobStart,
    },
    /// Take a savepoint, and end it.
    Stop {
        /// Let all that is on its way through, and never go on from there: the input is over.
        drain: bool,
    },
    /// End it at once; its state is what its last checkpoint kept.
    Cancel,
    /// End it without waiting for the cluster.
    ForceStop,
    /// Take a savepoint; it goes on.
    Savepoint,
    /// Take a checkpoint; it goes on.
    Checkpoint,
    /// Submit it as it ran before its engine died, with its newest state. Only the server asks for it.
    Recover,
    /// Submit its newest run again from the step on at which that ended; the steps before it are taken as done.
    Resume {
        /// The run.
        run: RunId,
    },
    /// Begin the step for which its run waits. Only the server asks for it.
    NextStep,
    /// Delete the files of a snapshot.
    DisposeSnapshot(SnapshotId),
    /// Delete all snapshots, what runs left behind, and then the job.
    Delete,
}

#[derive(Serialize, Deserialize)]
struct RollBack {
    run: RunId,
    #[serde(flatten)]
    start: JobStart,
}

impl JobOrder {
    /// The act.
    pub fn act(&self) -> JobAct {
        match self {
            Self::Deploy(_) => JobAct::Deploy,
            Self::Restart => JobAct::Restart,
            Self::Upgrade(_) => JobAct::Upgrade,
            Self::RollBack { .. } => JobAct::RollBack,
            Self::Stop { .. } => JobAct::Stop,
            Self::Cancel => JobAct::Cancel,
            Self::ForceStop => JobAct::ForceStop,
            Self::Savepoint => JobAct::Savepoint,
            Self::Checkpoint => JobAct::Checkpoint,
            Self::Recover => JobAct::Recover,
            Self::Resume { .. } => JobAct::Resume,
            Self::NextStep => JobAct::NextStep,
            Self::DisposeSnapshot(_) => JobAct::DisposeSnapshot,
            Self::Delete => JobAct::Delete,
        }
    }

    /// What an operation was asked to do; `None` for one that is about no job.
    pub fn of(operation: &Operation) -> Option<Self> {
        let parameters = &operation.parameters;
        Some(match JobAct::from_operation_kind(&operation.kind).ok()? {
            JobAct::Deploy => Self::Deploy(JobStart::deserialize(parameters).ok()?),
            JobAct::Restart => Self::Restart,
            JobAct::Upgrade => Self::Upgrade(JobStart::deserialize(parameters).ok()?),
            JobAct::RollBack => {
                let RollBack { run, start } = RollBack::deserialize(parameters).ok()?;
                Self::RollBack { run, start }
            }
            JobAct::Stop => Self::Stop { drain: parameters["drain"].as_bool()? },
            JobAct::Cancel => Self::Cancel,
            JobAct::ForceStop => Self::ForceStop,
            JobAct::Savepoint => Self::Savepoint,
            JobAct::Checkpoint => Self::Checkpoint,
            JobAct::Recover => Self::Recover,
            JobAct::Resume => Self::Resume { run: RunId::deserialize(&parameters["run"]).ok()? },
            JobAct::NextStep => Self::NextStep,
            JobAct::DisposeSnapshot => Self::DisposeSnapshot(SnapshotId::deserialize(&parameters["snapshot"]).ok()?),
            JobAct::Delete => Self::Delete,
        })
    }

    /// How a run begins that this brings about; `None` when it brings about none.
    pub fn start(&self) -> Option<JobStart> {
        match self {
            Self::Deploy(start) | Self::Upgrade(start) | Self::RollBack { start, .. } => Some(*start),
            // What it does is what it did: there is nothing to accept.
            Self::Restart | Self::Recover => Some(DeployFrom::Latest.into()),
            // What a step leaves is in its sink.
            Self::Resume { .. } => Some(DeployFrom::Empty.into()),
            _ => None,
        }
    }

    /// The operation that does it to a job, on a cluster.
    pub(super) fn operation(&self, job: &Job, cluster: SessionClusterId) -> NewOperation {
        NewOperation {
            kind: self.act().operation_kind(),
            object_kind: JOB,
            object_id: job.id.to_string(),
            object_name: job.name.clone(),
            parameters: self.parameters(),
            time: Some(self.time()),
            cluster: Some(cluster),
        }
    }

    fn parameters(&self) -> Value {
        let text = match self {
            Self::Deploy(start) | Self::Upgrade(start) => serde_json::to_value(start),
            Self::RollBack { run, start } => serde_json::to_value(RollBack { run: *run, start: *start }),
            Self::Stop { drain } => Ok(json!({ "drain": drain })),
            Self::DisposeSnapshot(snapshot) => Ok(json!({ "snapshot": snapshot })),
            Self::Resume { run } => Ok(json!({ "run": run })),
            Self::Restart
            | Self::Recover
            | Self::Cancel
            | Self::ForceStop
            | Self::Savepoint
            | Self::Checkpoint
            | Self::Delete
            | Self::NextStep => Ok(json!({})),
        };
        text.unwrap_or_default()
    }

    /// After how long it is given up.
    fn time(&self) -> TimeDelta {
        match self {
            // The engine of this host may have to fetch its jars first.
            Self::Deploy(_) | Self::Resume { .. } | Self::NextStep => TimeDelta::minutes(50),
            Self::Restart | Self::Recover | Self::Upgrade(_) | Self::RollBack { .. } => TimeDelta::minutes(90),
            Self::Cancel | Self::ForceStop | Self::DisposeSnapshot(_) => TimeDelta::minutes(10),
            Self::Stop { .. } | Self::Savepoint | Self::Checkpoint | Self::Delete => TimeDelta::minutes(30),
        }
    }

    /// Whether the job shall run from now on; `None` when that stays as it is.
    pub(super) fn desires(&self) -> Option<DesiredState> {
        match self {
            Self::Deploy(_)
            | Self::Restart
            | Self::Recover
            | Self::Upgrade(_)
            | Self::RollBack { .. }
            | Self::Resume { .. } => Some(DesiredState::Running),
            Self::Stop { .. } | Self::Cancel | Self::ForceStop => Some(DesiredState::Stopped),
            Self::Savepoint | Self::Checkpoint | Self::NextStep | Self::DisposeSnapshot(_) | Self::Delete => None,
        }
    }
}
