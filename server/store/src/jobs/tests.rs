//! Jobs as a whole: what is asked for, what is seen, and the state that follows.

mod bulk;
mod evidence;
mod hosts;
mod labels;
mod list;
mod lost;
mod overview;
mod periodic;
mod retention;
mod saved_views;
mod steps;

use crate::{
    Afterwards, DeployFrom, Error, Event, Gone, Job, JobForm, JobOrder, NewRun, NewSample, NewScript, NewSnapshot,
    ObservedJob, OperationClaim, Outcome, Run, RunAttempt, RunEnd, SweptCheckpoint, Uses,
    testing::{
        TestStore,
        desk::{Desk, HOST},
        on_each_database, problems, request,
    },
};
use chrono::TimeDelta;
use model::{
    Artifact, ArtifactVersion, Code, DesiredState, JobAct, JobMetric, JobSettings, JobState, MetricValues, Name,
    OperationId, RunOutcome, ScriptText, SnapshotKind, Text, Topic,
    authority::{Membership, SystemRole},
    flink::FlinkJobId,
};
use serde_json::{Value, json};

const TIME: TimeDelta = TimeDelta::seconds(30);

/// Somebody with a script and a cluster on which jobs may be deployed.
struct Yard {
    desk: Desk,
    form: JobForm,
}

impl Yard {
    async fn new(store: &TestStore) -> Self {
        let desk = Desk::new(store).await;
        let uses = Uses { may_query: true, may_deploy: true };
        store.grant_cluster_by_server(&desk.server, desk.member.project, desk.cluster.id, uses).await.unwrap();
        let text = ScriptText::parse("INSERT INTO sink SELECT * FROM source").unwrap();
        let new = NewScript { folder: None, name: Name::parse("orders").unwrap(), text };
        let script = store.create_script(&desk.scope(), &new, &request()).await.unwrap();
        let form = JobForm {
            name: Name::parse("Orders").unwrap(),
            description: Text::parse("").unwrap(),
            artifact: Artifact::Script { script: script.id, version: None },
            cluster: desk.cluster.id,
            settings: JobSettings { parallelism: Some(2), ..JobSettings::default() },
            template: None,
            labels: Default::default(),
        };
        Self { desk, form }
    }

    async fn job(&self, store: &TestStore, name: &str) -> Job {
        let form = JobForm { name: Name::parse(name).unwrap(), ..self.form.clone() };
        store.create_job(&self.desk.scope(), &form, &request()).await.unwrap()
    }

    async fn now(&self, store: &TestStore, job: &Job) -> Job {
        store.job(&self.desk.scope(), job.id).await.unwrap()
    }

    async fn order(&self, store: &TestStore, job: &Job, order: JobOrder) -> Result<OperationId, Error> {
        store.order(&self.desk.scope(), job.id, &order, &request()).await
    }

    async fn take(&self, store: &TestStore, act: JobAct) -> OperationClaim {
        store.take_operation(&self.desk.server, &[act.operation_kind()], HOST, TIME).await.unwrap().unwrap()
    }

    /// A job whose run was submitted.
    async fn deployed(&self, store: &TestStore, job: &Job, restored_from: Option<&str>) -> (OperationClaim, Run) {
        self.order(store, job, JobOrder::Deploy(DeployFrom::Empty.into())).await.unwrap();
        let claim = self.take(store, JobAct::Deploy).await;
        let run = self.begun(store, job, &claim, restored_from).await;
        (claim, run)
    }

    async fn begun(&self, store: &TestStore, job: &Job, claim: &OperationClaim, from: Option<&str>) -> Run {
        let resolved = json!({"version": 1, "mode": "streaming", "takes_checkpoints": true});
        self.begun_as(store, job, claim, (from, resolved)).await
    }

    async fn begun_as(
        &self,
        store: &TestStore,
        job: &Job,
        claim: &OperationClaim,
        (from, resolved): (Option<&str>, Value),
    ) -> Run {
        let version = store.version_for_deploy(&self.desk.server, claim, job).await.unwrap();
        let new = NewRun {
            attempt: RunAttempt::Asked,
            cluster: job.cluster_id,
            incarnation: Some("first".into()),
            version: ArtifactVersion::Script(version.id),
            flink_job_id: FlinkJobId::from_bytes(rand::random()),
            steps: None,
            resolved,
            restored_from: from.map(str::to_owned),
        };
        store.begin_run(&self.desk.server, claim, job.id, new).await.unwrap()
    }

    async fn seen(&self, store: &TestStore, run: &Run, state: &str) {
        let seen = [ObservedJob { job: run.flink_job_id, state: state.into() }];
        store.observe_runs(&self.desk.server, run.cluster_id, &seen).await.unwrap();
    }

    async fn finish(&self, store: &TestStore, claim: &OperationClaim, outcome: Outcome) {
        store.finish_operation(&self.desk.server, claim, outcome).await.unwrap();
    }
}

on_each_database! {
    async fn the_numbers_of_a_run_are_kept_for_an_hour_with_their_gaps(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let (_, run) = yard.deployed(&store, &job, None).await;
        let mut heard = store.changes();
        let numbers = |busy| MetricValues::default().with(JobMetric::Busy, Some(busy)).with(JobMetric::Heap, Some(7e9));
        let told = |busy| [NewSample { run: run.id, numbers: numbers(busy) }];
        store.note_metrics(&yard.desk.server, &told(0.25)).await.unwrap();
        store.note_metrics(&yard.desk.server, &told(0.5)).await.unwrap();
        // From another process, what was said before is heard a little later.
        let change = loop {
            match heard.recv().await.unwrap() {
                Event::Change(change) if change.topic == Topic::JobMetrics(job.project_id, job.id) => break change,
                _ => {}
            }
        };
        assert_eq!(change.revision, store.now().timestamp_millis());

        store.wait(TimeDelta::minutes(59));
        store.note_metrics(&yard.desk.server, &told(0.75)).await.unwrap();
        let kept = store.metrics(&yard.desk.scope(), run.id).await.unwrap();
        // Measured twice at the same time, it is the first that counts.
        assert_eq!(kept.iter().map(|sample| sample.numbers).collect::<Vec<_>>(), [numbers(0.25), numbers(0.75)]);
        assert_eq!((kept[1].at, kept[1].numbers.get(JobMetric::Pending)), (store.now(), None));
        let elsewhere = Membership { project: yard.desk.member.project.to_string().replace('0', "1").parse().unwrap(), ..yard.desk.member };
        assert_eq!(store.metrics(&elsewhere.allow().unwrap(), run.id).await.unwrap(), []);

        store.wait(TimeDelta::minutes(2));
        assert_eq!(store.metrics(&yard.desk.scope(), run.id).await.unwrap().len(), 1);
        store.sweep_metrics(&yard.desk.server).await.unwrap();
        assert_eq!(store.metrics(&yard.desk.scope(), run.id).await.unwrap().len(), 1);
    }

    async fn a_job_is_new_starting_running_stopping_and_suspended(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        assert_eq!((job.state, job.desired, job.settings.parallelism), (JobState::New, DesiredState::Stopped, Some(2)));
        let (claim, run) = yard.deployed(&store, &job, None).await;
        let now = yard.now(&store, &job).await;
        assert_eq!((now.state, now.desired, now.run_id), (JobState::Starting, DesiredState::Running, Some(run.id)));
        assert!(now.stamp > job.stamp && now.revision == job.revision);
        yard.seen(&store, &run, "RUNNING").await;
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        assert_eq!(yard.now(&store, &job).await.state, JobState::Running);

        yard.order(&store, &job, JobOrder::Stop { drain: false }).await.unwrap();
        let claim = yard.take(&store, JobAct::Stop).await;
        assert_eq!(yard.now(&store, &job).await.state, JobState::Stopping);
        // The observer is faster than the act.
        yard.seen(&store, &run, "FINISHED").await;
        let new = NewSnapshot { kind: SnapshotKind::Savepoint, path: "file:///s/1".into(), size: None, completed_at: None };
        for _ in 0..2 {
            store.record_snapshot(&yard.desk.server, &claim, &run, &new).await.unwrap();
        }
        let end = RunEnd { outcome: RunOutcome::Stopped, failure: None };
        store.end_run(&yard.desk.server, &claim, run.id, end).await.unwrap();
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        let now = yard.now(&store, &job).await;
        assert_eq!((now.state, now.desired), (JobState::Suspended, DesiredState::Stopped));
        assert_eq!(store.snapshots(&yard.desk.scope(), job.id, 9).await.unwrap().len(), 1);
        assert_eq!(store.latest_state(&yard.desk.scope(), now.id).await.unwrap().unwrap().path, "file:///s/1");
    }

    async fn an_operation_begins_one_run_however_often_it_is_carried_out(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let (claim, run) = yard.deployed(&store, &job, None).await;
        assert_eq!(yard.begun(&store, &job, &claim, None).await.id, run.id);
        store.wait(TIME * 2);
        let second = yard.take(&store, JobAct::Deploy).await;
        assert_eq!(yard.begun(&store, &job, &second, None).await.flink_job_id, run.flink_job_id);
        // Whoever was silent too long records nothing more.
        let end = RunEnd { outcome: RunOutcome::NotStarted, failure: None };
        let late = store.end_run(&yard.desk.server, &claim, run.id, end).await;
        assert!(matches!(late, Err(Error::LeaseLost(_))), "{late:?}");
        assert_eq!(store.runs_of_job(&yard.desk.scope(), job.id, 9).await.unwrap().len(), 1);
    }

    async fn one_thing_at_a_time_is_done_and_to_cancel_comes_before_all(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let (claim, run) = yard.deployed(&store, &job, None).await;
        let second = yard.order(&store, &job, JobOrder::Savepoint).await;
        assert_eq!(problems(second), [Code::OperationUnderWay]);
        yard.order(&store, &job, JobOrder::Cancel).await.unwrap();
        let late = store.begin_step(&yard.desk.server, &claim, "submit").await;
        assert!(matches!(late, Err(Error::LeaseLost(_))), "{late:?}");
        assert_eq!(yard.now(&store, &job).await.state, JobState::Stopping);
        let claim = yard.take(&store, JobAct::Cancel).await;
        let end = RunEnd { outcome: RunOutcome::Cancelled, failure: None };
        store.end_run(&yard.desk.server, &claim, run.id, end).await.unwrap();
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        assert_eq!(yard.now(&store, &job).await.state, JobState::Cancelled);
        let again = yard.order(&store, &job, JobOrder::Cancel).await;
        assert_eq!(problems(again), [Code::NotInThisState { state: "cancelled".into() }]);
    }

    async fn a_job_that_was_not_deployed_shall_not_run_and_one_that_was_not_stopped_goes_on(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        yard.order(&store, &job, JobOrder::Deploy(DeployFrom::Latest.into())).await.unwrap();
        let claim = yard.take(&store, JobAct::Deploy).await;
        yard.finish(&store, &claim, Outcome::Failed(json!({"code": "no_state"}))).await;
        let now = yard.now(&store, &job).await;
        assert_eq!((now.state, now.desired), (JobState::New, DesiredState::Stopped));

        let (claim, run) = yard.deployed(&store, &job, None).await;
        yard.seen(&store, &run, "RUNNING").await;
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        yard.order(&store, &job, JobOrder::Stop { drain: true }).await.unwrap();
        let claim = yard.take(&store, JobAct::Stop).await;
        assert_eq!(claim.operation.parameters, json!({"drain": true}));
        yard.finish(&store, &claim, Outcome::Failed(json!({"code": "savepoint_failed"}))).await;
        let now = yard.now(&store, &job).await;
        assert_eq!((now.state, now.desired), (JobState::Running, DesiredState::Running));
    }

    async fn what_cannot_be_asked_is_unknown_since_then_and_never_over(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let (claim, run) = yard.deployed(&store, &job, None).await;
        yard.seen(&store, &run, "RUNNING").await;
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        let since = store.now();
        store.note_unreachable(&yard.desk.server, run.cluster_id).await.unwrap();
        store.wait(TimeDelta::minutes(3));
        // A cluster that answers and does not name it knows no more.
        store.observe_runs(&yard.desk.server, run.cluster_id, &[]).await.unwrap();
        let now = yard.now(&store, &job).await;
        assert_eq!((now.state, now.state_since.timestamp()), (JobState::Unknown, since.timestamp()));
        let again = yard.order(&store, &job, JobOrder::Deploy(DeployFrom::Empty.into())).await;
        assert_eq!(problems(again), [Code::NotInThisState { state: "unknown".into() }]);
        yard.seen(&store, &run, "RUNNING").await;
        assert_eq!(yard.now(&store, &job).await.state, JobState::Running);
        yard.seen(&store, &run, "FAILED").await;
        assert_eq!(yard.now(&store, &job).await.state, JobState::Failed);
    }

    async fn a_job_whose_engine_died_is_started_again_once_and_not_too_often(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let (claim, mut run) = yard.deployed(&store, &job, None).await;
        yard.seen(&store, &run, "RUNNING").await;
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        let (server, died) = (&yard.desk.server, Gone::EngineDied { is_ours: true });
        // What can be asked is not gone, whatever anybody says.
        assert_eq!(store.run_is_gone(server, run.id, died, &[]).await.unwrap(), Afterwards::Waits);
        for _ in 0..3 {
            store.note_unreachable(server, run.cluster_id).await.unwrap();
            let alive = [run.flink_job_id];
            assert_eq!(store.run_is_gone(server, run.id, died, &alive).await.unwrap(), Afterwards::Waits);
            assert_eq!(store.run_is_gone(server, run.id, died, &[]).await.unwrap(), Afterwards::Restarts);
            assert_eq!(store.run_is_gone(server, run.id, died, &[]).await.unwrap(), Afterwards::Waits);
            let claim = yard.take(&store, JobAct::Recover).await;
            assert_eq!(yard.now(&store, &job).await.state, JobState::Starting);
            run = yard.begun(&store, &job, &claim, None).await;
            yard.seen(&store, &run, "RUNNING").await;
            yard.finish(&store, &claim, Outcome::Succeeded).await;
            assert_eq!(yard.now(&store, &job).await.state, JobState::Running);
        }
        store.note_unreachable(server, run.cluster_id).await.unwrap();
        assert_eq!(store.run_is_gone(server, run.id, died, &[]).await.unwrap(), Afterwards::Over);
        let runs = store.runs_of_job(&yard.desk.scope(), job.id, 9).await.unwrap();
        assert_eq!((runs.len(), runs[0].outcome), (4, Some(RunOutcome::Ended)));
        assert_eq!(runs[0].failure.as_ref().unwrap()["code"], "engine_dies_often");
        assert_eq!(yard.now(&store, &job).await.state, JobState::Ended);
    }

    async fn what_must_not_run_again_by_itself_is_over_and_says_why(store: TestStore) {
        let yard = Yard::new(&store).await;
        let restarts = Gone::EngineDied { is_ours: true };
        let streams = json!({"version": 1, "mode": "streaming", "takes_checkpoints": true});
        let cases = [
            (streams.clone(), Gone::Forgotten, "forgotten"),
            (streams, Gone::EngineDied { is_ours: false }, "restart_not_allowed"),
            (json!({"version": 1, "mode": "batch"}), restarts, "batch_not_repeated"),
            (json!({"version": 1, "mode": "streaming", "takes_checkpoints": false}), restarts, "no_checkpoints"),
        ];
        for (resolved, gone, why) in cases {
            let job = yard.job(&store, why).await;
            yard.order(&store, &job, JobOrder::Deploy(DeployFrom::Empty.into())).await.unwrap();
            let claim = yard.take(&store, JobAct::Deploy).await;
            let run = yard.begun_as(&store, &job, &claim, (None, resolved)).await;
            yard.seen(&store, &run, "RUNNING").await;
            yard.finish(&store, &claim, Outcome::Succeeded).await;
            store.note_unreachable(&yard.desk.server, run.cluster_id).await.unwrap();
            let afterwards = store.run_is_gone(&yard.desk.server, run.id, gone, &[]).await.unwrap();
            let run = store.run(&yard.desk.scope(), run.id).await.unwrap();
            assert_eq!((afterwards, run.failure), (Afterwards::Over, Some(json!({ "code": why }))));
            assert_eq!(yard.now(&store, &job).await.state, JobState::Ended);
        }
    }

    async fn the_newest_state_is_what_was_completed_last_or_what_the_run_went_on_from(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let latest = async |store: &TestStore| {
            store.latest_state(&yard.desk.scope(), job.id).await.unwrap().map(|state| state.path)
        };
        assert_eq!(latest(&store).await, None);
        let (claim, run) = yard.deployed(&store, &job, Some("file:///old")).await;
        yard.seen(&store, &run, "RUNNING").await;
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        assert_eq!(latest(&store).await.as_deref(), Some("file:///old"));
        let swept = SweptCheckpoint {
            number: 7,
            path: Some("file:///chk-7".into()),
            completed_at: store.now(),
            size: Some(10),
            duration: Some(3),
            completed: 7,
            failed: 0,
        };
        store.note_checkpoint(&yard.desk.server, run.id, &swept).await.unwrap();
        let stamp = yard.now(&store, &job).await.stamp;
        store.note_checkpoint(&yard.desk.server, run.id, &swept).await.unwrap();
        assert_eq!(yard.now(&store, &job).await.stamp, stamp);
        assert_eq!(latest(&store).await.as_deref(), Some("file:///chk-7"));
    }

    async fn what_a_job_names_must_be_the_projects(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let scope = || yard.desk.scope();
        let taken = store.create_job(&scope(), &yard.form, &request()).await;
        assert_eq!(problems(taken), [Code::NameTaken { name: "Orders".into() }]);
        let elsewhere = JobForm { artifact: Artifact::Script { script: uuid::Uuid::max().into(), version: None }, ..yard.form.clone() };
        assert_eq!(problems(store.update_job(&scope(), (job.id, 1), &elsewhere, &request()).await), [Code::Missing]);
        let uses = Uses { may_query: true, may_deploy: false };
        let (server, project) = (&yard.desk.server, yard.desk.member.project);
        store.grant_cluster_by_server(server, project, yard.desk.cluster.id, uses).await.unwrap();
        assert_eq!(problems(store.update_job(&scope(), (job.id, 1), &yard.form, &request()).await), [Code::NotGranted]);
        let order = yard.order(&store, &job, JobOrder::Deploy(DeployFrom::Empty.into())).await;
        assert_eq!(problems(order), [Code::NotGranted]);
        let stranger = store.person("Mallory", SystemRole::User).await;
        let other = store.project_of(&stranger, "Other").await;
        assert!(matches!(store.job(&other.allow().unwrap(), job.id).await, Err(Error::Missing)));
        let foreign = store.order(&other.allow().unwrap(), job.id, &JobOrder::Cancel, &request()).await;
        assert!(matches!(foreign, Err(Error::Missing)));
    }

    async fn only_what_does_not_run_is_deleted_and_its_runs_stay(store: TestStore) {
        let yard = Yard::new(&store).await;
        let job = yard.job(&store, "Orders").await;
        let (claim, run) = yard.deployed(&store, &job, None).await;
        let scope = || yard.desk.scope();
        let busy = store.delete_job(&scope(), (job.id, 1), &request()).await;
        assert_eq!(problems(busy), [Code::OperationUnderWay]);
        yard.seen(&store, &run, "RUNNING").await;
        yard.finish(&store, &claim, Outcome::Succeeded).await;
        let busy = store.delete_job(&scope(), (job.id, 1), &request()).await;
        assert_eq!(problems(busy), [Code::NotInThisState { state: "running".into() }]);
        yard.seen(&store, &run, "FINISHED").await;
        store.delete_job(&scope(), (job.id, 1), &request()).await.unwrap();
        assert!(matches!(store.job(&yard.desk.scope(), job.id).await, Err(Error::Missing)));
        assert_eq!(store.run(&yard.desk.scope(), run.id).await.unwrap().number, Some(1));
    }
}
