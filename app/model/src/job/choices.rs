//! The closed sets around jobs.

use crate::{choice::choices, flink::JobStatus};

choices! {
    /// Whether a job's input ends.
    RuntimeMode {
        /// It does not: the job runs until it is stopped.
        Streaming = "streaming",
        /// It does: the job runs once and is finished.
        Batch = "batch",
    }

    /// Where a job keeps its state while it runs.
    StateBackend {
        /// On the heap.
        HashMap = "hashmap",
        /// On disk; needs the RocksDB jar on the cluster.
        RocksDb = "rocksdb",
    }

    /// Who says how a job saves its state.
    CheckpointsKind {
        /// The template, else the default.
        Inherited = "inherited",
        /// The fields beside.
        Own = "own",
    }

    /// What is done when a job fails; the numbers are in [`super::RestartStrategy`].
    RestartKind {
        /// What the template says, else what the cluster does.
        ClusterDefault = "cluster_default",
        /// Nothing.
        None = "none",
        /// So many attempts, always after the same time.
        FixedDelay = "fixed_delay",
        /// Attempts after longer and longer times.
        ExponentialDelay = "exponential_delay",
        /// Attempts, unless it fails too often in a while.
        FailureRate = "failure_rate",
    }

    /// What a person wants a job to do.
    DesiredState {
        /// Not to run.
        Stopped = "stopped",
        /// To run.
        Running = "running",
    }

    /// How a run ended.
    RunOutcome {
        /// By itself.
        Finished = "finished",
        /// It failed for good.
        Failed = "failed",
        /// Somebody cancelled it here.
        Cancelled = "cancelled",
        /// Somebody cancelled it, but not here.
        CancelledOutside = "cancelled_outside",
        /// Somebody stopped it here, with a savepoint.
        Stopped = "stopped",
        /// The engine never took it.
        NotStarted = "not_started",
        /// The engine does not know it any more: how it ended is not known.
        Ended = "ended",
    }

    /// The order of a list of jobs.
    JobSort {
        /// By name.
        Name = "name",
        /// What changed its state last comes first.
        Newest = "newest",
    }

    /// How the state of a job came to be kept.
    SnapshotKind {
        /// Somebody asked for it.
        Savepoint = "savepoint",
        /// The job took it by itself, and it was retained.
        Checkpoint = "checkpoint",
    }
}

impl RunOutcome {
    /// How a run ended that the engine shows in a state; none while it goes on.
    pub fn seen(state: &JobStatus) -> Option<Self> {
        match state {
            JobStatus::Finished => Some(Self::Finished),
            JobStatus::Failed => Some(Self::Failed),
            JobStatus::Canceled => Some(Self::CancelledOutside),
            _ => None,
        }
    }
}

#[expect(clippy::derivable_impls, reason = "the macro that makes these enums knows no default")]
impl Default for RuntimeMode {
    fn default() -> Self {
        Self::Streaming
    }
}
