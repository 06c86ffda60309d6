//! What may be done with a job in which state.

use super::{JobAct, JobState};
use crate::Code;

impl JobState {
    /// Whether an act may be asked for. That nothing else is under way is not looked at here.
    ///
    /// # Errors
    /// [`Code::NotInThisState`].
    pub fn can(self, act: JobAct) -> Result<(), Code> {
        let works = matches!(self, Self::Running | Self::Restarting);
        let may_run = !self.is_over();
        let is_known = self != Self::Unknown;
        let fits = match act {
            // One that may run somewhere must never be started a second time.
            JobAct::Deploy | JobAct::Delete => self.is_over(),
            JobAct::Stop | JobAct::Restart | JobAct::Upgrade | JobAct::Savepoint | JobAct::Checkpoint => works,
            JobAct::Cancel => may_run && is_known,
            JobAct::ForceStop => may_run,
            JobAct::RollBack => works || self.is_over() && self != Self::New,
            JobAct::Recover | JobAct::NextStep => false,
            // Of one that ran in steps, unless all of them are done.
            JobAct::Resume => matches!(self, Self::Failed | Self::Cancelled | Self::Ended),
            JobAct::DisposeSnapshot => true,
        };
        if fits { Ok(()) } else { Err(self.refusal()) }
    }

    /// Whether the job may be deleted: only when nothing of it can run.
    ///
    /// # Errors
    /// [`Code::NotInThisState`].
    pub fn can_be_deleted(self) -> Result<(), Code> {
        if self.is_over() { Ok(()) } else { Err(self.refusal()) }
    }

    fn refusal(self) -> Code {
        Code::NotInThisState { state: self.as_str().into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line for each state with the acts that are possible in it.
    fn matrix() -> String {
        use JobState::*;
        let states =
            [New, Starting, Running, Restarting, Stopping, Suspended, Finished, Failed, Cancelled, Ended, Unknown];
        let line = |state: JobState| {
            let possible = JobAct::ALL.iter().filter(|&&act| state.can(act).is_ok());
            format!("{}: {}\n", state.as_str(), possible.map(|act| act.as_str()).collect::<Vec<_>>().join(" "))
        };
        states.map(line).concat()
    }

    #[test]
    fn every_state_has_its_acts() {
        let over = "deploy roll_back dispose_snapshot delete";
        let broken = "deploy roll_back resume dispose_snapshot delete";
        let works = "stop cancel force_stop restart savepoint checkpoint upgrade roll_back dispose_snapshot";
        assert_eq!(
            matrix(),
            format!(
                "new: deploy dispose_snapshot delete\nstarting: cancel force_stop dispose_snapshot\nrunning: {works}\n\
                restarting: {works}\nstopping: cancel force_stop dispose_snapshot\nsuspended: {over}\nfinished: {over}\n\
                failed: {broken}\ncancelled: {broken}\nended: {broken}\nunknown: force_stop dispose_snapshot\n"
            )
        );
    }

    #[test]
    fn a_refusal_names_the_state() {
        assert_eq!(JobState::Running.can(JobAct::Deploy), Err(Code::NotInThisState { state: "running".into() }));
    }
}
