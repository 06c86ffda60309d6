//! Jobs on a cluster that goes down at the worst moment.

use crate::{
    gateway::{Gateway, Script},
    support::{House, request, server, tidy_server},
};
use chrono::TimeDelta;
use model::{
    Artifact, ArtifactVersion, JobAct, JobSettings, JobState, Name, RunOutcome, RuntimeMode, ScriptText, Text,
    authority::{JobControl, JobEdit, JobView, ProjectView, ScriptEdit, SystemScope},
    flink::FlinkJobId,
};
use serde_json::json;
use std::time::{Duration, Instant};
use store::{
    DatabaseUrl, DeployFrom, Job, JobForm, JobOrder, NewRun, NewScript, Operation, OperationClaim, OperationState,
    Outcome, Run, RunAttempt, RunEnd, SweptCheckpoint, Uses,
};

/// Whoever takes something here is lost at once.
const TIME: TimeDelta = TimeDelta::zero();

/// How the gateway goes down when a job is handed in: it passes it on, and does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Down {
    /// It opens no session any more, and by then the job has arrived.
    Arrives,
    /// It opens no session any more, and the job has not arrived.
    Vanishes,
    /// The JobManager goes down with it, and another process takes its place.
    WithJobManager,
}

impl House {
    /// A job that may be deployed.
    async fn job(&self, mode: RuntimeMode) -> Job {
        let uses = Uses { may_query: true, may_deploy: true };
        let server = SystemScope::of_the_server();
        self.store.grant_cluster_by_server(&server, self.member.project, self.cluster, uses).await.unwrap();
        let text = ScriptText::parse("INSERT INTO sink SELECT n FROM numbers").unwrap();
        let new = NewScript { folder: None, name: Name::parse("orders").unwrap(), text };
        let scope = self.member.allow::<ScriptEdit>().unwrap();
        let script = self.store.create_script(&scope, &new, &request()).await.unwrap();
        let form = JobForm {
            name: Name::parse("Orders").unwrap(),
            description: Text::default(),
            artifact: Artifact::Script { script: script.id, version: None },
            cluster: self.cluster,
            settings: JobSettings { mode, ..JobSettings::default() },
            labels: Default::default(),
            template: None,
        };
        self.store.create_job(&self.member.allow::<JobEdit>().unwrap(), &form, &request()).await.unwrap()
    }

    async fn order(&self, job: &Job, order: JobOrder) {
        self.store.order(&self.member.allow::<JobControl>().unwrap(), job.id, &order, &request()).await.unwrap();
    }

    /// The last operation on a job, once it is over.
    async fn last(&self, job: &Job) -> Operation {
        let scope = self.member.allow::<ProjectView>().unwrap();
        let begun = Instant::now();
        loop {
            let last = self.store.operations(&scope, "job", &job.id.to_string(), 1).await.unwrap().remove(0);
            if !last.state.is_active() {
                return last;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{last:#?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The job, once nothing is done to it any more, and its newest run.
    async fn settled(&self, job: &Job) -> (JobState, Run) {
        self.last(job).await;
        let scope = self.member.allow::<JobView>().unwrap();
        let state = self.store.job(&scope, job.id).await.unwrap().state;
        (state, self.store.runs_of_job(&scope, job.id, 1).await.unwrap().remove(0))
    }

    /// The time of what is under way is over.
    async fn too_late(&self) {
        let DatabaseUrl::Postgres(url) = &self.options.database else { panic!("not PostgreSQL") };
        let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
        let driver = tokio::spawn(connection);
        client
            .batch_execute("UPDATE operations SET deadline = requested_at - INTERVAL '1 hour' WHERE active")
            .await
            .unwrap();
        drop(client);
        driver.await.unwrap().unwrap();
    }

    async fn deployed(&self, job: &Job) -> (JobState, Run) {
        self.order(job, JobOrder::Deploy(DeployFrom::Empty.into())).await;
        self.settled(job).await
    }

    async fn taken(&self, act: JobAct) -> OperationClaim {
        let server = SystemScope::of_the_server();
        let taken = self.store.take_operation(&server, &[act.operation_kind()], "a", TIME).await;
        taken.unwrap().unwrap()
    }

    /// A run whose submission is left to somebody else.
    async fn begun(&self, job: &Job) -> Run {
        let (server, store) = (SystemScope::of_the_server(), &self.store);
        self.order(job, JobOrder::Deploy(DeployFrom::Empty.into())).await;
        let claim = self.taken(JobAct::Deploy).await;
        let version = store.version_for_deploy(&server, &claim, job).await.unwrap();
        let new = NewRun {
            attempt: RunAttempt::Asked,
            cluster: job.cluster_id,
            incarnation: None,
            version: ArtifactVersion::Script(version.id),
            flink_job_id: FlinkJobId::from_bytes(rand::random()),
            steps: None,
            resolved: json!({ "mode": "streaming" }),
            restored_from: None,
        };
        store.begin_run(&server, &claim, job.id, new).await.unwrap()
    }

    /// A run that was over at once, and left a checkpoint behind.
    async fn left(&self, job: &Job, path: &str) -> Run {
        let (server, store) = (SystemScope::of_the_server(), &self.store);
        let run = self.begun(job).await;
        let claim = self.taken(JobAct::Deploy).await;
        let swept = SweptCheckpoint {
            number: 1,
            path: Some(path.to_owned()),
            completed_at: store.now(),
            size: None,
            duration: None,
            completed: 1,
            failed: 0,
        };
        store.note_checkpoint(&server, run.id, &swept).await.unwrap();
        let end = RunEnd { outcome: RunOutcome::Failed, failure: None };
        store.end_run(&server, &claim, run.id, end).await.unwrap();
        store.finish_operation(&server, &claim, Outcome::Failed(json!({ "code": "engine" }))).await.unwrap();
        run
    }
}

async fn ground(mode: RuntimeMode) -> (Gateway, House, Job) {
    let gateway = Gateway::new(Script::default()).await;
    let vertex = json!({ "id": "a", "name": "Sink", "parallelism": 1, "status": "RUNNING" });
    let job = json!({ "jid": "0".repeat(32), "name": "n", "state": "RUNNING", "vertices": [vertex] });
    gateway.with(|inner| inner.inside.insert("", job));
    let house = House::new(&gateway.url, &gateway.url).await;
    let job = house.job(mode).await;
    (gateway, house, job)
}

fn inserts(gateway: &Gateway) -> usize {
    gateway.with(|inner| inner.statements.iter().filter(|statement| statement.starts_with("INSERT")).count())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_arrives_after_its_gateway_went_down_runs_and_was_not_handed_in_twice() {
    let (gateway, house, job) = ground(RuntimeMode::Streaming).await;
    gateway.with(|inner| inner.down = Some(Down::Arrives));
    let control = server(&house.store, "a").await;
    let (state, run) = house.deployed(&job).await;
    assert_eq!((state, run.outcome, inserts(&gateway)), (JobState::Running, None, 1));
    control.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_may_yet_arrive_from_a_gateway_that_went_down_is_unknown_and_has_not_failed() {
    let (gateway, house, job) = ground(RuntimeMode::Streaming).await;
    gateway.with(|inner| inner.down = Some(Down::Vanishes));
    let control = server(&house.store, "a").await;
    let (state, run) = house.deployed(&job).await;
    assert_eq!((state, run.outcome), (JobState::Unknown, None));
    control.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batch_work_is_not_handed_to_a_process_that_took_the_place_of_the_one_that_was_given_it() {
    let (gateway, house, job) = ground(RuntimeMode::Batch).await;
    gateway.with(|inner| inner.down = Some(Down::WithJobManager));
    let control = server(&house.store, "a").await;
    let (state, run) = house.deployed(&job).await;
    assert_eq!((state, inserts(&gateway)), (JobState::Ended, 1));
    assert_eq!(
        (run.outcome, run.failure.unwrap()["code"].as_str()),
        (Some(RunOutcome::Ended), Some("batch_not_repeated"))
    );
    control.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_that_cannot_be_deleted_keeps_no_other_of_its_cluster() {
    let (gateway, house, job) = ground(RuntimeMode::Streaming).await;
    house.left(&job, "file:///c/stuck").await;
    house.left(&job, "file:///c/old").await;
    house.left(&job, "file:///c/newest").await;
    gateway.with(|inner| inner.stuck = Some("file:///c/stuck".into()));
    let control = tidy_server(&house.store, "a").await;
    let begun = Instant::now();
    while gateway.with(|inner| inner.disposed.len()) < 2 {
        assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", gateway.with(|inner| inner.disposed.clone()));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(gateway.with(|inner| inner.disposed[..2].to_vec()), ["file:///c/stuck", "file:///c/old"]);
    control.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_gone_was_deleted_with_its_state() {
    let (_gateway, house, job) = ground(RuntimeMode::Streaming).await;
    house.order(&job, JobOrder::Delete).await;
    // Whoever carried it out was lost between the last two steps.
    let claim = house.taken(JobAct::Delete).await;
    house.store.delete_job_with_state(&SystemScope::of_the_server(), &claim, &job).await.unwrap();
    let control = server(&house.store, "a").await;
    let operation = house.last(&job).await;
    assert_eq!(operation.state, OperationState::Succeeded, "{operation:?}");
    control.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_is_looked_at_once_more_when_its_time_was_over_while_no_server_ran() {
    let gateway = Gateway::new(Script::default()).await;
    let Some(house) = House::shared(&gateway.url, &gateway.url).await else { return };
    let job = house.job(RuntimeMode::Streaming).await;
    let run = house.begun(&job).await;
    gateway.with(|inner| inner.jobs.insert(run.flink_job_id.to_string(), "CANCELED".into()));
    house.order(&job, JobOrder::Cancel).await;
    house.taken(JobAct::Cancel).await;
    house.too_late().await;
    let control = server(&house.store, "a").await;
    assert_eq!(house.last(&job).await.state, OperationState::Succeeded);
    assert_eq!(house.settled(&job).await.0, JobState::Cancelled);
    control.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_begun_in_time_is_not_begun_any_more() {
    let gateway = Gateway::new(Script::default()).await;
    let Some(house) = House::shared(&gateway.url, &gateway.url).await else { return };
    let job = house.job(RuntimeMode::Streaming).await;
    house.order(&job, JobOrder::Deploy(DeployFrom::Empty.into())).await;
    house.too_late().await;
    let control = server(&house.store, "a").await;
    assert_eq!(house.last(&job).await.state, OperationState::Abandoned);
    assert_eq!(inserts(&gateway), 0);
    control.stop().await;
}
