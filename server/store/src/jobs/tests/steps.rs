//! Runs in steps.

use super::Yard;
use crate::{
    BatchStep, DeployFrom, Error, Gone, Job, JobOrder, NewHandsOff, NewRun, NewStep, NewSteps, OperationClaim, Outcome,
    Run, RunAttempt, RunEnd,
    testing::{TestStore, on_each_database, problems, request},
};
use chrono::TimeDelta;
use model::{ArtifactVersion, Code, JobAct, JobState, Name, RunId, RunOutcome, flink::FlinkJobId};
use serde_json::json;

impl Yard {
    async fn begun_in_steps(
        &self,
        store: &TestStore,
        (job, claim): (&Job, &OperationClaim),
        (first, taken_from): (i64, Option<RunId>),
    ) -> Run {
        let version = store.version_for_deploy(&self.desk.server, claim, job).await.unwrap();
        let step = |line| NewStep {
            flink_job_id: FlinkJobId::from_bytes(rand::random()),
            line,
            statement: format!("INSERT INTO t{line}"),
        };
        let all: Vec<NewStep> = (1..=3).map(step).collect();
        let new = NewRun {
            attempt: RunAttempt::Asked,
            cluster: job.cluster_id,
            incarnation: Some("first".into()),
            version: ArtifactVersion::Script(version.id),
            flink_job_id: all[first as usize - 1].flink_job_id,
            steps: Some(NewSteps { all, first, taken_from }),
            resolved: json!({"version": 1, "mode": "batch"}),
            restored_from: None,
        };
        store.begin_run(&self.desk.server, claim, job.id, new).await.unwrap()
    }

    /// A job of three steps whose first one runs.
    async fn in_steps(&self, store: &TestStore) -> (Job, Run) {
        let job = self.job(store, "Orders").await;
        self.order(store, &job, JobOrder::Deploy(DeployFrom::Empty.into())).await.unwrap();
        let claim = self.take(store, JobAct::Deploy).await;
        let run = self.begun_in_steps(store, (&job, &claim), (1, None)).await;
        self.seen(store, &run, "RUNNING").await;
        self.finish(store, &claim, Outcome::Succeeded).await;
        (job, run)
    }

    async fn run(&self, store: &TestStore, job: &Job) -> Run {
        store.runs_of_job(&self.desk.scope(), job.id, 1).await.unwrap().remove(0)
    }

    async fn steps(&self, store: &TestStore, run: &Run) -> Vec<BatchStep> {
        store.steps_of_run(&self.desk.scope(), run).await.unwrap()
    }

    async fn advance(&self, store: &TestStore) -> usize {
        store.advance_runs(&self.desk.server, self.desk.cluster.id).await.unwrap()
    }
}

fn outcomes(steps: &[BatchStep]) -> Vec<Option<RunOutcome>> {
    steps.iter().map(|step| step.outcome).collect()
}

on_each_database! {
    async fn a_run_goes_through_its_steps_and_each_is_asked_for_once(store: TestStore) {
        let yard = Yard::new(&store).await;
        let (job, first) = yard.in_steps(&store).await;
        assert_eq!(yard.advance(&store).await, 0);
        for number in 2..=3 {
            yard.seen(&store, &yard.run(&store, &job).await, "FINISHED").await;
            let run = yard.run(&store, &job).await;
            let steps = yard.steps(&store, &run).await;
            let place = (run.step, run.steps, run.flink_job_id, run.state.as_deref());
            assert_eq!(place, (Some(number), Some(3), steps[number as usize - 1].flink_job_id, None));
            assert_eq!((run.ended_at, yard.now(&store, &job).await.state), (None, JobState::Running));
            // What was said of the step before changes nothing any more.
            yard.seen(&store, &first, "FINISHED").await;
            assert_eq!(yard.run(&store, &job).await.step, Some(number));

            assert_eq!([yard.advance(&store).await, yard.advance(&store).await], [1, 0]);
            let claim = yard.take(&store, JobAct::NextStep).await;
            let begun = store.begin_batch_step(&yard.desk.server, &claim, run.id, Some("second")).await.unwrap();
            assert_eq!(begun.unwrap().incarnation.as_deref(), Some("second"));
            // Whoever takes it over after a crash sees to which process it was given.
            store.wait(super::TIME * 2);
            let later = yard.take(&store, JobAct::NextStep).await;
            let begun = store.begin_batch_step(&yard.desk.server, &later, run.id, Some("third")).await.unwrap();
            assert_eq!(begun.unwrap().incarnation.as_deref(), Some("second"));
            let lost = store.begin_batch_step(&yard.desk.server, &claim, run.id, None).await;
            assert!(matches!(lost, Err(Error::LeaseLost(_))), "{lost:?}");
            yard.finish(&store, &later, Outcome::Succeeded).await;
            assert_eq!(yard.advance(&store).await, 0);
        }
        let summary = store.job_summary(&yard.desk.scope(), job.id).await.unwrap();
        assert_eq!((summary.step, summary.steps), (Some(3), Some(3)));
        yard.seen(&store, &yard.run(&store, &job).await, "FINISHED").await;
        let run = yard.run(&store, &job).await;
        assert_eq!((run.outcome, yard.now(&store, &job).await.state), (Some(RunOutcome::Finished), JobState::Finished));
        assert_eq!(outcomes(&yard.steps(&store, &run).await), [Some(RunOutcome::Finished); 3]);
        let again = yard.order(&store, &job, JobOrder::Resume { run: run.id }).await;
        assert_eq!(problems(again), [Code::NotInThisState { state: "finished".into() }]);
    }

    async fn a_step_that_fails_ends_the_run_and_it_can_be_resumed_there(store: TestStore) {
        let yard = Yard::new(&store).await;
        let (job, first) = yard.in_steps(&store).await;
        yard.seen(&store, &first, "FINISHED").await;
        yard.advance(&store).await;
        let claim = yard.take(&store, JobAct::NextStep).await;
        store.begin_batch_step(&yard.desk.server, &claim, first.id, Some("first")).await.unwrap().unwrap();
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        let second = yard.run(&store, &job).await;
        yard.seen(&store, &second, "FAILED").await;
        let reason = json!({"code": "job_failed", "params": {"said": "no such file"}});
        for said in [&reason, &json!({"code": "other"})] {
            store.note_step_failure(&yard.desk.server, (second.id, second.flink_job_id), said).await.unwrap();
        }
        let ended = yard.run(&store, &job).await;
        assert_eq!((ended.outcome, ended.step, ended.failure.as_ref()), (Some(RunOutcome::Failed), Some(2), Some(&reason)));
        assert_eq!(yard.now(&store, &job).await.state, JobState::Failed);
        let steps = yard.steps(&store, &ended).await;
        assert_eq!(outcomes(&steps), [Some(RunOutcome::Finished), Some(RunOutcome::Failed), None]);
        assert_eq!((steps[1].failure.as_ref(), steps[2].started_at), (Some(&reason), None));
        assert_eq!(yard.advance(&store).await, 0);

        yard.order(&store, &job, JobOrder::Resume { run: ended.id }).await.unwrap();
        let claim = yard.take(&store, JobAct::Resume).await;
        assert_eq!(JobOrder::of(&claim.operation), Some(JobOrder::Resume { run: ended.id }));
        let run = yard.begun_in_steps(&store, (&job, &claim), (2, Some(ended.id))).await;
        assert_eq!((run.number, run.step, yard.now(&store, &job).await.state), (Some(2), Some(2), JobState::Starting));
        let steps = yard.steps(&store, &run).await;
        let taken: Vec<_> = steps.iter().map(|step| (step.taken_from, step.started_at.is_some())).collect();
        assert_eq!(taken, [(Some(ended.id), false), (None, true), (None, false)]);
        assert_eq!(outcomes(&steps), [Some(RunOutcome::Finished), None, None]);
        let end = RunEnd { outcome: RunOutcome::Cancelled, failure: None };
        store.end_run(&yard.desk.server, &claim, run.id, end).await.unwrap();
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        assert_eq!(yard.steps(&store, &run).await[1].outcome, Some(RunOutcome::Cancelled));
        // Resumed once more, it is still told which run did what is taken as done.
        yard.order(&store, &job, JobOrder::Resume { run: run.id }).await.unwrap();
        let claim = yard.take(&store, JobAct::Resume).await;
        let third = yard.begun_in_steps(&store, (&job, &claim), (3, Some(run.id))).await;
        let taken: Vec<_> = yard.steps(&store, &third).await.iter().map(|step| step.taken_from).collect();
        assert_eq!(taken, [Some(ended.id), Some(run.id), None]);
        let end = RunEnd { outcome: RunOutcome::Cancelled, failure: None };
        store.end_run(&yard.desk.server, &claim, third.id, end).await.unwrap();
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        // Only the newest run is resumed, and only one that had steps.
        assert_eq!(problems(yard.order(&store, &job, JobOrder::Resume { run: ended.id }).await), [Code::Missing]);
    }

    async fn a_step_that_the_engine_lost_is_never_repeated_by_itself(store: TestStore) {
        let yard = Yard::new(&store).await;
        let (job, run) = yard.in_steps(&store).await;
        store.note_unreachable(&yard.desk.server, run.cluster_id).await.unwrap();
        store.run_is_gone(&yard.desk.server, run.id, Gone::EngineDied { is_ours: true }, &[]).await.unwrap();
        let run = yard.run(&store, &job).await;
        assert_eq!((run.outcome, run.step, run.failure), (Some(RunOutcome::Ended), Some(1), Some(json!({"code": "batch_not_repeated"}))));
        assert_eq!(yard.advance(&store).await, 0);
        yard.order(&store, &job, JobOrder::Resume { run: run.id }).await.unwrap();
    }

    async fn a_run_waits_between_two_steps_while_hands_are_off_or_the_cluster_is_away(store: TestStore) {
        let yard = Yard::new(&store).await;
        let (job, run) = yard.in_steps(&store).await;
        let new = NewHandsOff { reason: Name::parse("Maintenance").unwrap(), until: Some(store.now() + TimeDelta::hours(1)) };
        store.set_job_hands_off(&yard.desk.scope(), job.id, Some(&new), &request()).await.unwrap();
        yard.seen(&store, &run, "FINISHED").await;
        assert_eq!(yard.advance(&store).await, 0);
        // What was not submitted yet cannot be missing, nor anywhere else.
        store.note_unreachable(&yard.desk.server, run.cluster_id).await.unwrap();
        yard.order(&store, &job, JobOrder::Stop { drain: false }).await.unwrap();
        let late = yard.take(&store, JobAct::Stop).await;
        store.doubt_run_of_job(&yard.desk.server, &late).await.unwrap();
        yard.finish(&store, &late, Outcome::Failed(json!({"code": "unreachable"}))).await;
        assert_eq!(yard.now(&store, &job).await.state, JobState::Running);
        store.set_job_hands_off(&yard.desk.scope(), job.id, None, &request()).await.unwrap();
        assert_eq!(yard.advance(&store).await, 1);
        // Cancelled between two steps, it asks for no further one.
        yard.order(&store, &job, JobOrder::Cancel).await.unwrap();
        let claim = yard.take(&store, JobAct::Cancel).await;
        let end = RunEnd { outcome: RunOutcome::Cancelled, failure: None };
        store.end_run(&yard.desk.server, &claim, run.id, end).await.unwrap();
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        assert_eq!((yard.advance(&store).await, yard.now(&store, &job).await.state), (0, JobState::Cancelled));
        assert_eq!(yard.steps(&store, &run).await[1].outcome, None);
    }
}
