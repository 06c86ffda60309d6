//! One run in the place of another on a real Flink: upgrades with their state, roll backs, and what is refused before.

use super::{
    House,
    jobs::{COUNTING, job},
    request,
};
use model::{JobId, JobSettings, JobState, RunOutcome, ScriptText, job::RestartStrategy};
use serde_json::Value;
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};
use store::{DeployFrom, JobForm, JobOrder, JobStart, Run, Snapshot};

pub(crate) async fn upgrades(house: &House) {
    let begun = Instant::now();
    let settings = JobSettings { restart: RestartStrategy::None, ..JobSettings::default() };
    let id = job(house, "upgraded", COUNTING, settings).await;
    assert_eq!(house.ordered(id, JobOrder::Deploy(DeployFrom::Empty.into())).await, None);
    a_restart_goes_on_from_its_savepoint(house, id).await;
    an_operator_with_other_state_is_named_before_anything_is_stopped(house, id).await;
    what_the_planner_refuses_stops_nothing(house, id).await;
    a_version_that_does_not_come_up_gives_way_to_the_old_one(house, id).await;
    an_upgrade_that_is_accepted_takes_the_state_along(house, id).await;
    a_roll_back_begins_with_the_state_before_the_upgrade(house, id).await;
    a_checkpoint_is_taken_and_a_savepoint_is_deleted(house, id).await;
    assert_eq!(house.ordered(id, JobOrder::Cancel).await, None);
    a_roll_back_of_what_does_not_run_is_a_deploy(house, id).await;
    assert_eq!(house.ordered(id, JobOrder::Cancel).await, None);
    assert_eq!(house.copies("upgraded").await, 0);
    println!("upgrades: {:?}", begun.elapsed());
}

fn from(from: DeployFrom) -> JobStart {
    from.into()
}

impl House {
    /// Changes what the job's script says.
    async fn says(&self, id: JobId, text: &str) {
        let script = self.job(id).await.artifact.script().unwrap();
        let script = self.store.script(&self.member.allow().unwrap(), script).await.unwrap();
        let text = ScriptText::parse(text).unwrap();
        let scope = self.member.allow().unwrap();
        self.store.save_script(&scope, script.id, script.revision, &text, &request()).await.unwrap();
    }

    async fn snapshots(&self, id: JobId) -> Vec<Snapshot> {
        self.store.snapshots(&self.member.allow().unwrap(), id, 50).await.unwrap()
    }

    async fn runs(&self, id: JobId) -> Vec<Run> {
        self.store.runs_of_job(&self.member.allow().unwrap(), id, 50).await.unwrap()
    }

    /// That nothing was stopped: the run goes on, and is the only one.
    async fn goes_on(&self, run: &Run) {
        let now = self.newest_run(run.job_id.unwrap()).await;
        assert_eq!((now.id, now.ended_at), (run.id, None));
        assert_eq!(self.copies("upgraded").await, 1);
        assert_eq!(self.job(run.job_id.unwrap()).await.state, JobState::Running);
    }
}

async fn a_restart_goes_on_from_its_savepoint(house: &House, id: JobId) {
    let first = house.newest_run(id).await;
    assert_eq!(house.ordered(id, JobOrder::Restart).await, None);
    let run = house.newest_run(id).await;
    let savepoint = house.snapshots(id).await.remove(0);
    assert_eq!((run.number, run.version_id), (Some(2), first.version_id));
    assert_eq!(run.restored_from.as_ref(), Some(&savepoint.path));
    assert_eq!(house.restored(run.flink_job_id).await, run.restored_from);
    assert_eq!((savepoint.run_id, house.runs(id).await[1].outcome), (first.id, Some(RunOutcome::Stopped)));
    house.job_becomes(id, JobState::Running).await;
    house.goes_on(&run).await;
}

async fn an_operator_with_other_state_is_named_before_anything_is_stopped(house: &House, id: JobId) {
    let run = house.newest_run(id).await;
    let changes = async |text: &str| -> Vec<Value> {
        house.says(id, text).await;
        let error = house.ordered(id, JobOrder::Upgrade(from(DeployFrom::Latest))).await.unwrap();
        assert_eq!(error["code"], "state_differs", "{error}");
        house.goes_on(&run).await;
        error["params"]["changes"].as_array().unwrap().clone()
    };
    let [change] = changes(&COUNTING.replace("COUNT(*)", "MAX(n)")).await.try_into().unwrap();
    let (before, after) = (change["before"].as_str().unwrap(), change["after"].as_str().unwrap());
    assert!(before.contains("COUNT(*)") && after.contains("MAX("), "{before} {after}");
    let [key] = changes(&COUNTING.replace("MOD(n, 7)", "MOD(n, 11)")).await.try_into().unwrap();
    assert!(key["after"].as_str().unwrap().contains("MOD(n, 11)"), "{key}");
    let other = "CREATE TEMPORARY TABLE other (n BIGINT) WITH ('connector' = 'blackhole');";
    let added = COUNTING
        .replace("INSERT INTO kept", &format!("{other}\nINSERT INTO other SELECT n FROM ticks;\nINSERT INTO kept"));
    let added = changes(&added).await;
    assert!(added.iter().any(|change| change["before"].is_null()), "{added:?}");
}

async fn what_the_planner_refuses_stops_nothing(house: &House, id: JobId) {
    let run = house.newest_run(id).await;
    house.says(id, &COUNTING.replace("FROM ticks", "FROM tocks")).await;
    let error = house.ordered(id, JobOrder::Upgrade(from(DeployFrom::Latest))).await.unwrap();
    assert_eq!((error["code"].as_str(), error["params"]["line"].as_u64()), (Some("statement"), Some(5)), "{error}");
    house.goes_on(&run).await;
}

async fn a_version_that_does_not_come_up_gives_way_to_the_old_one(house: &House, id: JobId) {
    let old = house.newest_run(id).await;
    let broken = COUNTING.replace("GROUP BY", "WHERE 10 / (n - n) > 1 GROUP BY");
    house.says(id, &broken).await;
    let error = house.ordered(id, JobOrder::Upgrade(from(DeployFrom::Latest))).await.unwrap();
    assert_eq!(
        (error["code"].as_str(), error["params"]["version"].as_u64()),
        (Some("rolled_back"), Some(1)),
        "{error}"
    );
    assert_eq!(error["params"]["reason"]["code"], "job_failed", "{error}");
    let [back, asked, stopped, _] = house.runs(id).await.try_into().unwrap();
    assert_eq!((stopped.id, stopped.outcome), (old.id, Some(RunOutcome::Stopped)));
    assert_eq!((asked.outcome, back.version_id), (Some(RunOutcome::Failed), old.version_id));
    assert_eq!((&back.restored_from, asked.attempt, back.attempt), (&asked.restored_from, Some(1), Some(2)));
    house.job_becomes(id, JobState::Running).await;
    house.goes_on(&back).await;
    what_went_wrong_is_kept(house, &asked).await;
}

async fn what_went_wrong_is_kept(house: &House, failed: &Run) {
    let (scope, begun) = (house.member.allow().unwrap(), Instant::now());
    let kept = loop {
        match house.store.evidence(&scope, failed.job_id.unwrap(), failed.id).await {
            Ok((_, kept)) => break kept,
            Err(error) => assert!(begun.elapsed() < Duration::from_secs(60), "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    let exception = kept.exception.unwrap();
    assert!(exception.trace.contains("by zero") && exception.message == "/ by zero", "{exception:#?}");
    for log in [kept.jobmanager_log, kept.taskmanager_log] {
        let text = house.store.files().get(&log.unwrap()).await.unwrap();
        assert!(text.len() <= 256 << 10 && String::from_utf8_lossy(&text).contains("org.apache.flink"));
    }
    // It runs again by now: nobody has to do anything.
    let own = house.store.standing(house.member.user).await.unwrap().unwrap();
    assert_eq!(house.store.unread_messages(&own).await.unwrap(), 0);
}

async fn an_upgrade_that_is_accepted_takes_the_state_along(house: &House, id: JobId) {
    house.says(id, &COUNTING.replace("COUNT(*)", "MAX(n)")).await;
    let accepted = JobStart { accepts_changes: true, ..from(DeployFrom::Latest) };
    assert_eq!(house.ordered(id, JobOrder::Upgrade(accepted)).await, None);
    let run = house.newest_run(id).await;
    assert_eq!(house.restored(run.flink_job_id).await, run.restored_from);
    assert_eq!(run.restored_from, Some(house.snapshots(id).await.remove(0).path));
    house.job_becomes(id, JobState::Running).await;

    // More tasks of the same kind are the same state.
    let job = house.job(id).await;
    let form = JobForm {
        name: model::Name::parse(&job.name).unwrap(),
        description: model::Text::default(),
        artifact: job.artifact,
        cluster: job.cluster_id,
        settings: JobSettings { parallelism: Some(2), ..job.settings },
        template: None,
        labels: Default::default(),
    };
    let scope = house.member.allow().unwrap();
    house.store.update_job(&scope, (id, job.revision), &form, &request()).await.unwrap();
    assert_eq!(house.ordered(id, JobOrder::Upgrade(from(DeployFrom::Latest))).await, None);
    let run = house.newest_run(id).await;
    assert_eq!(run.resolved.unwrap()["parallelism"], 2);
    house.job_becomes(id, JobState::Running).await;
}

async fn a_roll_back_begins_with_the_state_before_the_upgrade(house: &House, id: JobId) {
    let runs = house.runs(id).await;
    let first = runs.iter().find(|run| run.number == Some(1)).unwrap();
    let before = house.snapshots(id).await.into_iter().find(|snapshot| snapshot.run_id == first.id).unwrap();
    let start = from(DeployFrom::Snapshot(before.id));
    assert_eq!(house.ordered(id, JobOrder::RollBack { run: first.id, start }).await, None);
    let run = house.newest_run(id).await;
    assert_eq!((run.version_id, run.restored_from), (first.version_id, Some(before.path)));
    assert_eq!(run.resolved.unwrap()["settings"], first.resolved.as_ref().unwrap()["settings"]);
    house.job_becomes(id, JobState::Running).await;
    assert_eq!(house.copies("upgraded").await, 1);
}

async fn a_checkpoint_is_taken_and_a_savepoint_is_deleted(house: &House, id: JobId) {
    assert_eq!(house.ordered(id, JobOrder::Checkpoint).await, None);
    let all = house.snapshots(id).await;
    let oldest = all.last().unwrap();
    let files = PathBuf::from(oldest.path.trim_start_matches("file:"));
    assert!(files.join("_metadata").exists());
    assert_eq!(house.ordered(id, JobOrder::DisposeSnapshot(oldest.id)).await, None);
    assert!(!files.exists());
    assert_eq!(house.snapshots(id).await.len(), all.len() - 1);
    let start = from(DeployFrom::Snapshot(oldest.id));
    let run = house.runs(id).await.pop().unwrap().id;
    let scope = house.member.allow().unwrap();
    let gone = house.store.order(&scope, id, &JobOrder::RollBack { run, start }, &request()).await;
    assert_eq!(gone.unwrap_err().problems().unwrap()[0].code, model::Code::Missing);
}

async fn a_roll_back_of_what_does_not_run_is_a_deploy(house: &House, id: JobId) {
    let second = house.runs(id).await.into_iter().find(|run| run.number == Some(2)).unwrap();
    let order = JobOrder::RollBack { run: second.id, start: from(DeployFrom::Latest) };
    assert_eq!(house.ordered(id, order).await, None);
    let run = house.newest_run(id).await;
    assert_eq!(run.version_id, second.version_id);
    assert!(run.restored_from.is_some_and(|path| path.contains("/chk-")));
    house.job_becomes(id, JobState::Running).await;
    assert_eq!(house.copies("upgraded").await, 1);
}
