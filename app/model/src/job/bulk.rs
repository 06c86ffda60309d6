//! What can be asked of many jobs at once.

use super::JobAct;
use crate::choice::choices;

choices! {
    /// Something that a person asks to be done with each of many jobs, without a choice of its own for any.
    BulkAct {
        /// Starts those that do not run, from their newest state.
        Start = "start",
        /// Ends each with a savepoint and starts it from there, unchanged.
        Restart = "restart",
        /// Takes a savepoint of each.
        Savepoint = "savepoint",
        /// Ends each with a savepoint.
        Stop = "stop",
        /// Ends each without one.
        Cancel = "cancel",
        /// Starts those whose cluster lost them, as they ran, from their newest state.
        Again = "again",
    }
}

impl BulkAct {
    /// Those for jobs that somebody picks.
    pub const OF_PICKED: [Self; 5] = [Self::Start, Self::Restart, Self::Savepoint, Self::Stop, Self::Cancel];

    /// What it is for one job.
    pub fn act(self) -> JobAct {
        match self {
            Self::Start => JobAct::Deploy,
            Self::Restart => JobAct::Restart,
            Self::Savepoint => JobAct::Savepoint,
            Self::Stop => JobAct::Stop,
            Self::Cancel => JobAct::Cancel,
            Self::Again => JobAct::RollBack,
        }
    }
}
