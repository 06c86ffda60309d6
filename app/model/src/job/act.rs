//! What can be done with a job.

use crate::{UnknownChoice, choice::choices};

choices! {
    /// Something that a person asks to be done with a job.
    JobAct {
        /// Starts it.
        Deploy = "deploy",
        /// Ends it with a savepoint.
        Stop = "stop",
        /// Ends it without one.
        Cancel = "cancel",
        /// Gives it up, whatever the engine says or does not say.
        ForceStop = "force_stop",
        /// Ends it with a savepoint and starts it from there, unchanged.
        Restart = "restart",
        /// Takes a savepoint of it.
        Savepoint = "savepoint",
        /// Takes a checkpoint of it.
        Checkpoint = "checkpoint",
        /// Ends it with a savepoint and starts it from there as it is described now.
        Upgrade = "upgrade",
        /// Starts it again as it was described before.
        RollBack = "roll_back",
        /// Starts it again after its engine died; nobody asks for that.
        Recover = "recover",
        /// Starts it again at the step at which it ended.
        Resume = "resume",
        /// Begins the step after the one that is done; nobody asks for that.
        NextStep = "next_step",
        /// Deletes the files of a snapshot.
        DisposeSnapshot = "dispose_snapshot",
        /// Deletes its snapshots and what its runs left behind, and then the job.
        Delete = "delete",
    }
}

impl JobAct {
    /// The kind of the operation that does it, which is what the audit calls it.
    pub fn operation_kind(self) -> &'static str {
        match self {
            Self::Deploy => "job.deploy",
            Self::Stop => "job.stop",
            Self::Cancel => "job.cancel",
            Self::ForceStop => "job.force_stop",
            Self::Restart => "job.restart",
            Self::Savepoint => "job.savepoint",
            Self::Checkpoint => "job.checkpoint",
            Self::Upgrade => "job.upgrade",
            Self::RollBack => "job.roll_back",
            Self::Recover => "job.recover",
            Self::Resume => "job.resume",
            Self::NextStep => "job.next_step",
            Self::DisposeSnapshot => "job.dispose_snapshot",
            Self::Delete => "job.delete_with_state",
        }
    }

    /// The act that operations of a kind do.
    ///
    /// # Errors
    /// When they do none of these.
    pub fn from_operation_kind(kind: &str) -> Result<Self, UnknownChoice> {
        Self::ALL.iter().copied().find(|act| act.operation_kind() == kind).ok_or(UnknownChoice)
    }

    /// Whether it makes a new run.
    pub fn starts_run(self) -> bool {
        matches!(self, Self::Deploy | Self::Restart | Self::Upgrade | Self::RollBack | Self::Recover | Self::Resume)
    }

    /// Whether nothing of the job runs afterwards.
    pub fn ends_job(self) -> bool {
        matches!(self, Self::Stop | Self::Cancel | Self::ForceStop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_is_told_by_the_kind_of_its_operation() {
        for &act in JobAct::ALL {
            assert_eq!(JobAct::from_operation_kind(act.operation_kind()), Ok(act));
        }
        assert_eq!(JobAct::RollBack.operation_kind(), "job.roll_back");
        assert!(JobAct::from_operation_kind("deploy").is_err() && JobAct::from_operation_kind("job.x").is_err());
    }
}
