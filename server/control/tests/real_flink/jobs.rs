//! Jobs on a real Flink: deployed, kept by a savepoint, brought back after a killed JobManager.

#[path = "jars.rs"]
mod jars;
#[path = "retention.rs"]
mod retention;

use super::{House, request};
use control::LogChoice;
use egress::{Egress, Policy};
use engine::{connection::ClusterConnection, local::Role, rest::RestReader};
use model::{
    Artifact, Code, JobId, JobMetric, JobSettings, JobState, Name, RunOutcome, ScriptText, Text,
    authority::{JobControl, Scope},
    flink::FlinkJobId,
    job::Checkpoints,
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use store::{DeployFrom, Job, JobForm, JobOrder, NewScript, OperationState, Run};

pub(crate) const COUNTING: &str = "SET 'table.local-time-zone' = 'UTC';
CREATE TEMPORARY TABLE ticks (n BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '${rate:50}',
  'fields.n.min' = '1', 'fields.n.max' = '1000000');
CREATE TEMPORARY TABLE kept (k BIGINT, c BIGINT) WITH ('connector' = 'blackhole');
INSERT INTO kept SELECT MOD(n, 7), COUNT(*) FROM ticks GROUP BY MOD(n, 7);";

pub(crate) async fn jobs(house: &House) {
    let begun = Instant::now();
    let job = job(house, "counting", COUNTING, JobSettings::default()).await;
    a_script_that_cannot_run_is_refused_with_its_place(house).await;
    a_job_that_needs_more_slots_than_there_are_is_not_submitted(house).await;
    a_job_runs_and_is_suspended_with_its_state(house, job).await;
    it_goes_on_from_there_and_a_killed_jobmanager_is_not_its_end(house, job).await;
    retention::what_is_kept_goes_when_nobody_needs_it(house, job).await;
    jars::jars(house).await;
    println!("jobs: {:?}", begun.elapsed());
}

pub(crate) async fn job(house: &House, name: &str, text: &str, settings: JobSettings) -> JobId {
    let name = Name::parse(name).unwrap();
    let new = NewScript { folder: None, name: name.clone(), text: ScriptText::parse(text).unwrap() };
    let script = house.store.create_script(&house.member.allow().unwrap(), &new, &request()).await.unwrap();
    let mut settings = settings;
    settings.checkpoints = Some(Checkpoints { interval_seconds: Some(1), ..Checkpoints::default() });
    let (description, artifact) = (Text::default(), Artifact::Script { script: script.id, version: None });
    let form = JobForm {
        name,
        description,
        artifact,
        cluster: house.cluster,
        settings,
        template: None,
        labels: Default::default(),
    };
    house.store.create_job(&house.member.allow().unwrap(), &form, &request()).await.unwrap().id
}

impl House {
    fn operates(&self) -> Scope<JobControl> {
        self.member.allow().unwrap()
    }

    pub(crate) async fn job(&self, id: JobId) -> Job {
        self.store.job(&self.member.allow().unwrap(), id).await.unwrap()
    }

    pub(crate) async fn newest_run(&self, id: JobId) -> Run {
        self.store.runs_of_job(&self.member.allow().unwrap(), id, 1).await.unwrap().remove(0)
    }

    pub(crate) async fn job_becomes(&self, id: JobId, state: JobState) -> Job {
        let begun = Instant::now();
        loop {
            let job = self.job(id).await;
            if job.state == state {
                return job;
            }
            assert!(begun.elapsed() < Duration::from_secs(90), "not {state}: {job:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Has something done, and says why it was not.
    pub(crate) async fn ordered(&self, id: JobId, order: JobOrder) -> Option<Value> {
        let operation = self.store.order(&self.operates(), id, &order, &request()).await.unwrap();
        let begun = Instant::now();
        loop {
            let now = self.store.operation(&self.member.allow().unwrap(), operation).await.unwrap();
            if !now.state.is_active() {
                assert_eq!(now.state == OperationState::Succeeded, now.error.is_none(), "{now:#?}");
                return now.error;
            }
            assert!(begun.elapsed() < Duration::from_secs(120), "{now:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(crate) fn kill(&self, role: Role) {
        let engine = self.control.local_engine().unwrap();
        let processes = engine.status().borrow().processes.clone();
        let pid = processes.iter().find(|process| process.role == role).unwrap().pid.unwrap();
        assert!(std::process::Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
    }

    pub(crate) fn rest(&self) -> RestReader {
        let rest = self.control.local_engine().unwrap().status().borrow().ports.unwrap().rest;
        let rest = url::Url::parse(&format!("http://127.0.0.1:{rest}/")).unwrap();
        ClusterConnection::local(rest, None).open(&Egress::new(Policy::default())).unwrap().rest().clone()
    }

    /// Waits until a JobManager that was killed has one in its place.
    pub(crate) async fn engine_answers_again(&self) {
        let begun = Instant::now();
        while self.rest().jobs().await.is_err() {
            assert!(begun.elapsed() < Duration::from_secs(90), "the engine does not answer");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// How many jobs of this name run on the engine.
    pub(crate) async fn copies(&self, name: &str) -> usize {
        let jobs = self.rest().jobs().await.unwrap();
        jobs.iter().filter(|job| job.name == name && !job.state.is_terminal()).count()
    }

    pub(crate) async fn restored(&self, job: FlinkJobId) -> Option<String> {
        self.rest().checkpoints(job).await.unwrap().latest.restored.and_then(|restored| restored.external_path)
    }
}

async fn a_script_that_cannot_run_is_refused_with_its_place(house: &House) {
    let broken = job(house, "broken", "INSERT INTO nowhere\nSELECT n FROM ticks", JobSettings::default()).await;
    let error = house.ordered(broken, JobOrder::Deploy(DeployFrom::Empty.into())).await.unwrap();
    assert_eq!((error["code"].as_str(), error["params"]["line"].as_u64()), (Some("statement"), Some(2)), "{error}");
    assert_eq!(house.job(broken).await.state, JobState::New);

    let shown = job(house, "shown", "SELECT 1", JobSettings::default()).await;
    let error = house.ordered(shown, JobOrder::Deploy(DeployFrom::Empty.into())).await.unwrap();
    assert_eq!(error["code"], "script");
    let nameless = job(house, "nameless", "INSERT INTO a SELECT ${missing}", JobSettings::default()).await;
    let error = house.ordered(nameless, JobOrder::Deploy(DeployFrom::Empty.into())).await.unwrap();
    assert_eq!((error["code"].as_str(), error["params"]["column"].as_u64()), (Some("unknown_variables"), Some(22)));
    let error = house.ordered(nameless, JobOrder::Deploy(DeployFrom::Latest.into())).await.unwrap();
    assert_eq!(error["code"], "unknown_variables");
}

async fn a_job_that_needs_more_slots_than_there_are_is_not_submitted(house: &House) {
    let settings = JobSettings { parallelism: Some(500), ..JobSettings::default() };
    let wide = job(house, "wide", COUNTING, settings).await;
    let error = house.ordered(wide, JobOrder::Deploy(DeployFrom::Empty.into())).await.unwrap();
    assert_eq!((error["code"].as_str(), error["params"]["needed"].as_u64()), (Some("no_slots"), Some(500)));
    assert_eq!((house.job(wide).await.state, house.copies("wide").await), (JobState::New, 0));
}

async fn a_job_runs_and_is_suspended_with_its_state(house: &House, id: JobId) {
    assert_eq!(house.ordered(id, JobOrder::Deploy(DeployFrom::Latest.into())).await.unwrap()["code"], "no_state");
    assert_eq!(house.ordered(id, JobOrder::Deploy(DeployFrom::Empty.into())).await, None);
    house.job_becomes(id, JobState::Running).await;
    assert_eq!(house.copies("counting").await, 1);
    its_numbers_are_kept_and_its_parts_hang_together(house, id).await;
    let again = house.store.order(&house.operates(), id, &JobOrder::Deploy(DeployFrom::Empty.into()), &request()).await;
    let refused = Code::NotInThisState { state: "running".into() };
    assert_eq!(again.unwrap_err().problems().unwrap()[0].code, refused);

    assert_eq!(house.ordered(id, JobOrder::Savepoint).await, None);
    assert_eq!(house.job(id).await.state, JobState::Running);
    assert_eq!(house.ordered(id, JobOrder::Stop { drain: false }).await, None);
    let run = house.newest_run(id).await;
    assert_eq!((house.job(id).await.state, run.outcome), (JobState::Suspended, Some(RunOutcome::Stopped)));
    let snapshots = house.store.snapshots(&house.member.allow().unwrap(), id, 9).await.unwrap();
    assert_eq!((snapshots.len(), house.copies("counting").await), (2, 0));
}

async fn its_numbers_are_kept_and_its_parts_hang_together(house: &House, id: JobId) {
    let run = house.newest_run(id).await;
    let begun = Instant::now();
    let wanted = [JobMetric::RecordsIn, JobMetric::RecordsOut, JobMetric::CheckpointAge, JobMetric::Heap];
    loop {
        // As a page that is open does.
        house.control.look_at(&run);
        let kept = house.store.metrics(&house.member.allow().unwrap(), run.id).await.unwrap();
        let has = |metric| kept.iter().any(|sample| sample.numbers.get(metric).is_some_and(|number| number > 0.0));
        let restarts = kept.last().and_then(|last| last.numbers.get(JobMetric::Restarts));
        // On a quick machine it has next to nothing to do.
        let is_busy_known = kept.iter().any(|sample| sample.numbers.get(JobMetric::Busy).is_some());
        if wanted.into_iter().all(has) && is_busy_known && has(JobMetric::Cpu) && restarts == Some(0.0) {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{kept:#?}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let graph = house.control.tasks_of(&run).await.unwrap();
    let [source, sink] = graph.tasks.as_slice() else { panic!("{graph:#?}") };
    assert!(source.name.starts_with("Source: ticks") && sink.name.contains("GroupAggregate"), "{graph:#?}");
    assert!(source.records_out.is_some_and(|records| records > 0.0), "{graph:#?}");
    let [edge] = graph.edges.as_slice() else { panic!("{graph:#?}") };
    assert_eq!((edge.from, edge.to, edge.ship.as_str()), (0, 1, "HASH"));
    let choice = LogChoice { process: Some("taskmanager".into()), file: None };
    let log = house.control.log_of(&run, &choice, 256 * 1024).await.unwrap();
    assert!(log.text.contains("ticks") && log.processes == ["jobmanager", "taskmanager"], "{log:#?}");
}

async fn it_goes_on_from_there_and_a_killed_jobmanager_is_not_its_end(house: &House, id: JobId) {
    let snapshots = house.store.snapshots(&house.member.allow().unwrap(), id, 9).await.unwrap();
    assert_eq!(house.ordered(id, JobOrder::Deploy(DeployFrom::Latest.into())).await, None);
    let run = house.newest_run(id).await;
    assert_eq!((run.number, run.restored_from.as_ref()), (Some(2), Some(&snapshots[0].path)));
    assert_eq!(house.restored(run.flink_job_id).await.as_ref(), Some(&snapshots[0].path));
    house.job_becomes(id, JobState::Running).await;
    let settings = JobSettings { parallelism: Some(500), ..JobSettings::default() };
    let wider = job(house, "wider", COUNTING, settings).await;
    let error = house.ordered(wider, JobOrder::Deploy(DeployFrom::Empty.into())).await.unwrap();
    assert_eq!((&error["code"], &error["params"]["held_by"]), (&"no_slots".into(), &json!(["counting"])));
    // A checkpoint of its own, which is newer than the savepoint.
    let begun = Instant::now();
    while house.rest().checkpoints(run.flink_job_id).await.unwrap().counts.completed < 2 {
        assert!(begun.elapsed() < Duration::from_secs(60));
        tokio::time::sleep(Duration::from_millis(200)).await;
    }

    house.kill(Role::JobManager);
    house.job_becomes(id, JobState::Unknown).await;
    let again =
        house.store.order(&house.operates(), id, &JobOrder::Deploy(DeployFrom::Latest.into()), &request()).await;
    assert!(again.is_err(), "what may run somewhere is not started a second time");
    // Nobody does anything: it comes back by itself, once, from the newest checkpoint on disk.
    house.job_becomes(id, JobState::Running).await;
    let back = house.newest_run(id).await;
    assert_eq!((back.number, back.version_id), (Some(3), run.version_id));
    assert!(back.restored_from.as_ref().is_some_and(|path| path.contains("/chk-")), "{back:#?}");
    let lost = house.store.run(&house.member.allow().unwrap(), run.id).await.unwrap();
    assert_eq!((lost.outcome, &lost.failure.unwrap()["code"]), (Some(RunOutcome::Ended), &"engine_died".into()));
    assert_eq!(house.copies("counting").await, 1);

    // One that was given up stays down.
    house.kill(Role::JobManager);
    house.job_becomes(id, JobState::Unknown).await;
    assert_eq!(house.ordered(id, JobOrder::ForceStop).await, None);
    assert_eq!(house.job(id).await.state, JobState::Ended);
    assert_eq!(house.ordered(id, JobOrder::Deploy(DeployFrom::Latest.into())).await, None);
    let run = house.newest_run(id).await;
    assert_eq!(run.number, Some(4));
    assert!(run.restored_from.as_ref().is_some_and(|path| path.contains("/chk-")), "{run:#?}");
    house.job_becomes(id, JobState::Running).await;
    assert_eq!(house.copies("counting").await, 1);
    assert_eq!(house.ordered(id, JobOrder::Cancel).await, None);
    assert_eq!(house.newest_run(id).await.outcome, Some(RunOutcome::Cancelled));
    assert_eq!((house.job(id).await.state, house.copies("counting").await), (JobState::Cancelled, 0));
}
