//! The one state of a job that a person meets, from what is known of it.

use super::{DesiredState, JobAct, RunOutcome, RunStep};
use crate::{choice::choices, flink::JobStatus};

choices! {
    /// What a job is doing, as far as anybody knows.
    JobState {
        /// It runs.
        Running = "running",
        /// It was handed to an engine, or is about to be, and does not run yet.
        Starting = "starting",
        /// It failed and is about to run again.
        Restarting = "restarting",
        /// It is being ended.
        Stopping = "stopping",
        /// Its engine cannot be asked: it may run or not.
        Unknown = "unknown",
        /// It failed for good, or the engine never took it.
        Failed = "failed",
        /// It does not run any more, and nobody knows how it ended.
        Ended = "ended",
        /// It was stopped, and its state was kept.
        Suspended = "suspended",
        /// It was cancelled.
        Cancelled = "cancelled",
        /// It ended by itself.
        Finished = "finished",
        /// It was never deployed.
        New = "new",
    }
}

/// All that is known of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobFacts {
    /// What it is meant to do.
    pub desired: DesiredState,
    /// What is being done with it.
    pub under_way: Option<JobAct>,
    /// Its last run.
    pub run: Option<RunFacts>,
}

/// All that is known of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunFacts {
    /// What its engine said last; none before it said anything.
    pub flink_state: Option<JobStatus>,
    /// Since when its engine cannot be asked, in milliseconds since 1970; none while it can.
    pub unknown_since: Option<i64>,
    /// How it ended, once that was recorded.
    pub outcome: Option<RunOutcome>,
    /// At which of its steps it is, if it has several.
    pub step: Option<RunStep>,
}

/// The state that follows from the facts.
///
/// A run without an outcome whose engine cannot be asked is unknown, whatever was said of it before and whatever is being done.
pub fn job_state(facts: &JobFacts) -> JobState {
    let starts = facts.under_way.is_some_and(JobAct::starts_run);
    let Some(run) = &facts.run else {
        return if starts { JobState::Starting } else { JobState::New };
    };
    let ends = facts.under_way.is_some_and(JobAct::ends_job);
    match (run.outcome, run.unknown_since) {
        (Some(_), _) if starts => JobState::Starting,
        // What the engine calls finished is being stopped; the record will tell which it was.
        (Some(RunOutcome::Finished), _) if ends => JobState::Stopping,
        (Some(outcome), _) => after(outcome),
        (None, Some(_)) => JobState::Unknown,
        (None, None) => alive(facts, run),
    }
}

fn after(outcome: RunOutcome) -> JobState {
    match outcome {
        RunOutcome::Finished => JobState::Finished,
        RunOutcome::Failed | RunOutcome::NotStarted => JobState::Failed,
        RunOutcome::Cancelled | RunOutcome::CancelledOutside => JobState::Cancelled,
        RunOutcome::Stopped => JobState::Suspended,
        RunOutcome::Ended => JobState::Ended,
    }
}

/// A run whose end is not recorded.
fn alive(facts: &JobFacts, run: &RunFacts) -> JobState {
    if facts.under_way.is_some_and(JobAct::ends_job) {
        return JobState::Stopping;
    }
    // Between two steps it goes on; one that begins at a later step is starting as any other.
    let is_between = run.step.is_some_and(|step| step.number > 1) && !facts.under_way.is_some_and(JobAct::starts_run);
    match &run.flink_state {
        None | Some(JobStatus::Initializing | JobStatus::Created) if is_between => JobState::Running,
        None | Some(JobStatus::Initializing | JobStatus::Created) => JobState::Starting,
        Some(JobStatus::Restarting | JobStatus::Failing | JobStatus::Suspended | JobStatus::Reconciling) => {
            JobState::Restarting
        }
        Some(JobStatus::Cancelling) => JobState::Stopping,
        // Flink calls a job that was stopped with a savepoint finished; the record will tell which it was.
        Some(JobStatus::Finished) if facts.desired == DesiredState::Stopped => JobState::Stopping,
        Some(JobStatus::Finished) => JobState::Finished,
        Some(JobStatus::Failed) => JobState::Failed,
        Some(JobStatus::Canceled) => JobState::Cancelled,
        Some(JobStatus::Running | JobStatus::Other(_)) => JobState::Running,
    }
}

impl JobState {
    /// Whether it is certain that nothing of the job runs.
    pub fn is_over(self) -> bool {
        use JobState::{Cancelled, Ended, Failed, Finished, New, Suspended};
        matches!(self, New | Suspended | Finished | Failed | Cancelled | Ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(run: Option<RunFacts>) -> JobFacts {
        JobFacts { desired: DesiredState::Running, under_way: None, run }
    }

    fn seen(state: JobStatus) -> JobFacts {
        facts(Some(RunFacts { flink_state: Some(state), ..RunFacts::default() }))
    }

    fn ended(outcome: RunOutcome) -> JobFacts {
        facts(Some(RunFacts { outcome: Some(outcome), unknown_since: Some(1), ..RunFacts::default() }))
    }

    fn during(act: JobAct, facts: JobFacts) -> JobState {
        job_state(&JobFacts { under_way: Some(act), ..facts })
    }

    #[test]
    fn a_job_is_new_until_it_is_deployed() {
        assert_eq!(job_state(&facts(None)), JobState::New);
        assert_eq!(during(JobAct::Deploy, facts(None)), JobState::Starting);
        assert_eq!(job_state(&facts(Some(RunFacts::default()))), JobState::Starting);
    }

    #[test]
    fn a_run_is_what_its_engine_says_while_nobody_ends_it() {
        for (flink, state) in [
            (JobStatus::Created, JobState::Starting),
            (JobStatus::Running, JobState::Running),
            (JobStatus::Failing, JobState::Restarting),
            (JobStatus::Cancelling, JobState::Stopping),
            (JobStatus::Failed, JobState::Failed),
            (JobStatus::Finished, JobState::Finished),
            (JobStatus::Other("HIBERNATING".into()), JobState::Running),
        ] {
            assert_eq!(job_state(&seen(flink.clone())), state);
            assert_eq!(during(JobAct::Upgrade, seen(flink.clone())), state);
            assert_eq!(during(JobAct::Stop, seen(flink)), JobState::Stopping);
        }
    }

    #[test]
    fn a_stopped_job_is_not_called_finished_before_the_record_says_so() {
        let stopped = JobFacts { desired: DesiredState::Stopped, ..seen(JobStatus::Finished) };
        assert_eq!(job_state(&stopped), JobState::Stopping);
        assert_eq!(job_state(&ended(RunOutcome::Stopped)), JobState::Suspended);
    }

    #[test]
    fn an_engine_that_cannot_be_asked_makes_unknown_what_is_not_recorded() {
        let run = RunFacts { flink_state: Some(JobStatus::Running), unknown_since: Some(7), ..RunFacts::default() };
        assert_eq!(job_state(&facts(Some(run.clone()))), JobState::Unknown);
        assert_eq!(during(JobAct::Cancel, facts(Some(run))), JobState::Unknown);
        assert_eq!(job_state(&ended(RunOutcome::Failed)), JobState::Failed);
    }

    #[test]
    fn between_two_steps_a_job_runs() {
        let at = |number| facts(Some(RunFacts { step: RunStep::of(Some(number), Some(3)), ..RunFacts::default() }));
        assert_eq!(job_state(&at(1)), JobState::Starting);
        assert_eq!(job_state(&at(2)), JobState::Running);
        assert_eq!(during(JobAct::NextStep, at(2)), JobState::Running);
        assert_eq!(during(JobAct::Resume, at(2)), JobState::Starting);
        assert_eq!(during(JobAct::Cancel, at(2)), JobState::Stopping);
    }

    #[test]
    fn a_job_that_ended_is_starting_while_it_is_deployed_again() {
        for &outcome in RunOutcome::ALL {
            assert_eq!(during(JobAct::Deploy, ended(outcome)), JobState::Starting);
            assert!(during(JobAct::DisposeSnapshot, ended(outcome)).is_over());
        }
    }
}
