//! Batch scripts on a real Flink: step after step, whatever happens between two of them. What tells is what the sinks have.

use crate::{House, jobs::job, started};
use engine::local::Role;
use model::{
    JobId, JobSettings, JobState, RunOutcome, RuntimeMode,
    flink::{FlinkJobId, JobStatus},
};
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use store::{BatchStep, DeployFrom, JobOrder, Run};

/// Three steps: some rows, rows that take a while, and how many these are. `{folder}` is where they are kept.
const SCRIPT: &str =
    "CREATE TABLE some_rows (n BIGINT) WITH ('connector' = 'filesystem', 'path' = '{folder}/one', 'format' = 'csv');
CREATE TABLE more_rows WITH ('path' = '{folder}/two') LIKE some_rows (OVERWRITING OPTIONS);
CREATE TABLE row_count WITH ('path' = '{folder}/three') LIKE some_rows (OVERWRITING OPTIONS);
CREATE TABLE given WITH ('path' = '{folder}/given') LIKE some_rows (OVERWRITING OPTIONS);
CREATE TEMPORARY TABLE slow (n BIGINT) WITH ('connector' = 'datagen', 'number-of-rows' = '60', 'rows-per-second' = '10',
  'fields.n.kind' = 'sequence', 'fields.n.start' = '1', 'fields.n.end' = '60');
INSERT INTO some_rows VALUES (1), (2), (3);
SET 'pipeline.operator-chaining.enabled' = 'false';
CREATE TEMPORARY VIEW slowly AS SELECT n FROM slow;
INSERT INTO more_rows SELECT n FROM {second};
INSERT INTO row_count SELECT COUNT(*) FROM more_rows;";

pub(crate) async fn batch(house: House, data: &Path) -> House {
    let begun = Instant::now();
    a_failed_step_ends_the_run_and_it_is_resumed_there(&house).await;
    a_step_that_the_engine_lost_waits_for_a_person(&house).await;
    a_cancelled_step_is_the_last_one(&house).await;
    let house = a_server_that_is_started_again_goes_on_with_the_next_step(house, data).await;
    println!("batch: {:?}", begun.elapsed());
    house
}

/// Where the engine may write.
fn folder(house: &House, name: &str) -> PathBuf {
    let place = house.control.local_engine().unwrap().savepoint_directory(name);
    place.trim_start_matches("file://").into()
}

async fn of_three_steps(house: &House, name: &str, second: &str) -> JobId {
    let place = folder(house, name);
    let text = SCRIPT.replace("{folder}", &format!("file://{}", place.display())).replace("{second}", second);
    let settings = JobSettings { mode: RuntimeMode::Batch, ..JobSettings::default() };
    job(house, name, &text, settings).await
}

impl House {
    async fn steps(&self, run: &Run) -> Vec<BatchStep> {
        self.store.steps_of_run(&self.member.allow().unwrap(), run).await.unwrap()
    }

    /// Waits until one of the steps of a job's newest run runs, and what began it is over.
    async fn at_step(&self, id: JobId, number: i64) -> Run {
        let begun = Instant::now();
        loop {
            let run = self.newest_run(id).await;
            let scope = self.member.allow().unwrap();
            let last = self.store.operations(&scope, "job", &id.to_string(), 1).await.unwrap().remove(0);
            let runs = run.step == Some(number) && run.state.as_deref() == Some("RUNNING");
            if runs && !last.state.is_active() {
                return run;
            }
            assert!(run.ended_at.is_none() && begun.elapsed() < Duration::from_secs(90), "{run:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// The rows of a sink, in their order.
fn rows(folder: &Path, sink: &str) -> Vec<i64> {
    let Ok(files) = std::fs::read_dir(folder.join(sink)) else { return Vec::new() };
    let files = files.map(|file| file.unwrap().path()).filter(|path| path.is_file());
    let texts: Vec<String> = files.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let mut rows: Vec<i64> = texts.iter().flat_map(|text| text.lines()).map(|line| line.parse().unwrap()).collect();
    rows.sort_unstable();
    rows
}

fn outcomes(steps: &[BatchStep]) -> Vec<Option<RunOutcome>> {
    steps.iter().map(|step| step.outcome).collect()
}

fn all_is_there_once(folder: &Path) {
    assert_eq!(rows(folder, "one"), [1, 2, 3]);
    assert_eq!(rows(folder, "two"), (1..=60).collect::<Vec<_>>());
    assert_eq!(rows(folder, "three"), [60]);
}

async fn a_failed_step_ends_the_run_and_it_is_resumed_there(house: &House) {
    // Where nothing stands between two steps, what is wrong with the second one is found before the first one runs.
    let typo = "CREATE TABLE some_rows (n BIGINT) WITH ('connector' = 'blackhole');\nINSERT INTO some_rows VALUES (1);\nINSERT INTO sum_rows VALUES (1);";
    let typo = job(house, "typo", typo, JobSettings { mode: RuntimeMode::Batch, ..JobSettings::default() }).await;
    let error = house.ordered(typo, JobOrder::Deploy(DeployFrom::Empty.into())).await.unwrap();
    assert_eq!((error["code"].as_str(), error["params"]["line"].as_u64()), (Some("statement"), Some(3)), "{error}");
    assert_eq!(house.job(typo).await.state, JobState::New);
    // Where something does, it is found when its turn comes.
    let wrong = of_three_steps(house, "wrong", "nowhere").await;
    assert_eq!(house.ordered(wrong, JobOrder::Deploy(DeployFrom::Empty.into())).await, None);
    house.job_becomes(wrong, JobState::Failed).await;
    let run = house.newest_run(wrong).await;
    let failure = run.failure.clone().unwrap();
    assert_eq!(
        (failure["code"].as_str(), failure["params"]["line"].as_u64()),
        (Some("statement"), Some(10)),
        "{run:#?}"
    );
    assert_eq!(outcomes(&house.steps(&run).await), [Some(RunOutcome::Finished), None, None]);

    // A file that is not there yet.
    let (id, place) = (of_three_steps(house, "resumed", "given").await, folder(house, "resumed"));
    assert_eq!(house.ordered(id, JobOrder::Deploy(DeployFrom::Empty.into())).await, None);
    house.job_becomes(id, JobState::Failed).await;
    let run = house.newest_run(id).await;
    let steps = house.steps(&run).await;
    assert_eq!(outcomes(&steps), [Some(RunOutcome::Finished), Some(RunOutcome::Failed), None]);
    assert!(steps[1].started_at.is_some() && steps[2].started_at.is_none(), "{steps:#?}");
    assert_eq!((steps[1].statement.as_str(), steps[1].line), ("INSERT INTO more_rows SELECT n FROM given", 10));
    assert_eq!((rows(&place, "one"), rows(&place, "three")), (vec![1, 2, 3], vec![]));

    std::fs::create_dir_all(place.join("given")).unwrap();
    let sixty: String = (1..=60).map(|n| format!("{n}\n")).collect();
    std::fs::write(place.join("given/rows.csv"), sixty).unwrap();
    assert_eq!(house.ordered(id, JobOrder::Resume { run: run.id }).await, None);
    house.job_becomes(id, JobState::Finished).await;
    let resumed = house.newest_run(id).await;
    assert_eq!((resumed.number, resumed.version_id), (Some(2), run.version_id));
    let steps = house.steps(&resumed).await;
    assert_eq!((steps[0].taken_from, steps[0].started_at), (Some(run.id), None));
    all_is_there_once(&place);
}

async fn a_step_that_the_engine_lost_waits_for_a_person(house: &House) {
    let (id, place) = (of_three_steps(house, "lost", "slowly").await, folder(house, "lost"));
    assert_eq!(house.ordered(id, JobOrder::Deploy(DeployFrom::Empty.into())).await, None);
    house.at_step(id, 2).await;
    house.kill(Role::JobManager);
    house.job_becomes(id, JobState::Ended).await;
    let run = house.newest_run(id).await;
    assert_eq!((run.step, &run.failure.as_ref().unwrap()["code"]), (Some(2), &"batch_not_repeated".into()));
    assert_eq!((house.copies("lost").await, rows(&place, "two"), rows(&place, "three")), (0, vec![], vec![]));
    assert_eq!(house.ordered(id, JobOrder::Resume { run: run.id }).await, None);
    house.job_becomes(id, JobState::Finished).await;
    all_is_there_once(&place);
}

async fn a_cancelled_step_is_the_last_one(house: &House) {
    let (id, place) = (of_three_steps(house, "cancelled", "slowly").await, folder(house, "cancelled"));
    assert_eq!(house.ordered(id, JobOrder::Deploy(DeployFrom::Empty.into())).await, None);
    house.at_step(id, 2).await;
    // What ends by itself has no state to be stopped with.
    assert_eq!(house.ordered(id, JobOrder::Stop { drain: false }).await, None);
    assert_eq!(house.job(id).await.state, JobState::Cancelled);
    let run = house.newest_run(id).await;
    assert_eq!(run.outcome, Some(RunOutcome::Cancelled));
    assert_eq!(outcomes(&house.steps(&run).await), [Some(RunOutcome::Finished), Some(RunOutcome::Cancelled), None]);
    assert_eq!((house.copies("cancelled").await, rows(&place, "three")), (0, vec![]));
}

async fn a_server_that_is_started_again_goes_on_with_the_next_step(house: House, data: &Path) -> House {
    let (id, place) = (of_three_steps(&house, "restarted", "slowly").await, folder(&house, "restarted"));
    assert_eq!(house.ordered(id, JobOrder::Deploy(DeployFrom::Empty.into())).await, None);
    let run = house.at_step(id, 2).await;
    let rest = house.rest();
    house.control.stop().await;
    let begun = Instant::now();
    while rest.job_status(run.flink_job_id).await.unwrap() != JobStatus::Finished {
        assert!(begun.elapsed() < Duration::from_secs(60));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let house = House { control: started(&house.store, data).await, ..house };
    house.job_becomes(id, JobState::Finished).await;
    all_is_there_once(&place);
    let ours: Vec<FlinkJobId> = house.steps(&run).await.into_iter().map(|step| step.flink_job_id).collect();
    let there = house.rest().jobs().await.unwrap();
    let there = there.iter().filter(|job| job.name == "restarted");
    assert_eq!(there.filter(|job| ours.contains(&job.jid)).count(), 3, "each of the steps, once");
    house
}
