//! Jobs on a real Flink: submitted once, kept, stopped, begun again, cancelled, found when they ended; and jars.

#![expect(clippy::unwrap_used, reason = "a test may panic, in what it shares with others too")]

#[expect(dead_code, reason = "statements are run by the gateway's operator here")]
mod local_support;

use egress::{Egress, Policy};
use engine::{
    Error,
    connection::ClusterConnection,
    gateway::{GatewayOperator, NewSession, Submission},
    local::{LocalEngine, State},
    rest::{CheckpointStatus, NewSavepoint, RestOperator, RestReader, RunJar, StopJob, TriggerId, TriggerStatus},
};
use local_support::{Cleanup, homes, open, provide_home, settings, until};
use model::{
    authority::SystemScope,
    flink::{FlinkJobId, JobStatus, SessionHandle},
};
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};
use url::Url;

const COUNT: &str = "INSERT INTO counts SELECT k, COUNT(*) FROM numbers GROUP BY k";

/// A cluster with a session that knows two tables.
struct Cluster {
    engine: LocalEngine,
    rest: RestOperator,
    gateway: GatewayOperator,
    session: SessionHandle,
}

impl Cluster {
    async fn start(data: &Path) -> Self {
        provide_home().await;
        let engine = open(settings(data));
        engine.start().await.unwrap();
        let ports = until(&engine, |status| status.state == State::Running).await.ports.unwrap();
        let url = |port: u16| Url::parse(&format!("http://127.0.0.1:{port}/")).unwrap();
        let connection = ClusterConnection::local(url(ports.rest), Some(url(ports.gateway)));
        let flink = connection.open(&Egress::new(Policy::default())).unwrap();
        let scope = SystemScope::of_the_server();
        let (rest, gateway) = (flink.rest_operator(&scope), flink.gateway_operator(&scope).unwrap());
        let session = gateway.open_session(&NewSession::default()).await.unwrap();
        let cluster = Self { engine, rest, gateway, session };
        let numbers = "'connector'='datagen','rows-per-second'='50','fields.k.min'='1','fields.k.max'='5'";
        cluster.run(&format!("CREATE TABLE numbers (k INT) WITH ({numbers})"), &[]).await.unwrap();
        cluster.run("CREATE TABLE counts (k INT, c BIGINT) WITH ('connector'='blackhole')", &[]).await.unwrap();
        cluster
    }

    async fn run(&self, statement: &str, config: &[(&str, &str)]) -> Result<Option<FlinkJobId>, Error> {
        let execution_config = config.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
        let submission = Submission { statement: statement.into(), execution_config };
        let done = tokio::time::timeout(Duration::from_secs(60), self.gateway.execute(self.session, &submission));
        Ok(done.await.expect("a statement ends")?.job_id)
    }

    /// Counts as a job of this id, which begins with what was kept of another.
    async fn count(&self, id: FlinkJobId, begin: Option<&str>) -> Result<Option<FlinkJobId>, Error> {
        let id = id.to_string();
        let mut config = vec![
            ("$internal.pipeline.job-id", id.as_str()),
            ("pipeline.name", "counts"),
            ("execution.checkpointing.interval", "1 s"),
            ("execution.checkpointing.externalized-checkpoint-retention", "RETAIN_ON_CANCELLATION"),
        ];
        config.extend(begin.map(|path| ("execution.state-recovery.path", path)));
        self.run(COUNT, &config).await
    }

    fn reader(&self) -> &RestReader {
        self.rest.reader()
    }

    async fn until_state(&self, job: FlinkJobId, wanted: JobStatus) {
        let look = async || (self.reader().job_status(job).await.unwrap() == wanted).then_some(());
        eventually("the state of the job", look).await;
    }

    /// Where a savepoint lies, once it is made.
    async fn savepoint(&self, job: FlinkJobId, trigger: TriggerId) -> String {
        done("the savepoint", async || self.reader().savepoint_status(job, trigger).await).await.unwrap()
    }
}

/// Looks until there is something to see.
async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(begun.elapsed() < Duration::from_secs(40), "{what} does not come");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What an act came to: its outcome, or what the reason is that it failed.
async fn done<T>(what: &str, look: impl AsyncFn() -> Result<TriggerStatus<T>, Error>) -> Result<T, String> {
    eventually(what, async || match look().await.unwrap() {
        TriggerStatus::InProgress => None,
        TriggerStatus::Completed(outcome) => Some(Ok(outcome)),
        TriggerStatus::Failed { cause } => Some(Err(cause.root_cause)),
    })
    .await
}

fn job(number: u8) -> FlinkJobId {
    FlinkJobId::from_bytes([number; 16])
}

fn trigger(number: u8) -> TriggerId {
    TriggerId::from_bytes([number; 16])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_submitted_once_kept_stopped_begun_again_cancelled_and_found_when_it_ended() {
    let data = tempfile::tempdir().unwrap();
    let _cleanup = Cleanup(data.path().into());
    let cluster = Cluster::start(data.path()).await;
    let (first, second) = (job(1), job(2));

    assert_eq!(cluster.count(first, None).await.unwrap(), Some(first));
    let repeated = cluster.count(first, None).await;
    assert!(matches!(repeated, Err(Error::DuplicateJob)), "{repeated:?}");
    let wrong = cluster.run("INSERT INTO nowhere SELECT 1", &[]).await.unwrap_err();
    assert!(matches!(&wrong, Error::Statement(failure) if failure.trace.contains("nowhere")), "{wrong:?}");

    look_at(&cluster, first).await;
    let kept = keep(&cluster, first).await;
    let stopped = stop(&cluster, first).await;

    assert_eq!(cluster.count(second, Some(&stopped)).await.unwrap(), Some(second));
    let restored = eventually("a checkpoint of the second", async || {
        let latest = cluster.reader().checkpoints(second).await.unwrap().latest;
        latest.completed.and(latest.restored)
    })
    .await;
    assert!(restored.is_savepoint && restored.external_path.as_ref() == Some(&stopped));
    cluster.rest.cancel_job(second).await.unwrap();
    cluster.until_state(second, JobStatus::Canceled).await;
    cluster.rest.cancel_job(second).await.unwrap();

    find(&cluster, first, second).await;
    dispose(&cluster, &kept).await;
    run_jars(&cluster).await;
}

/// What a job shows while it runs.
async fn look_at(cluster: &Cluster, job: FlinkJobId) {
    let reader = cluster.reader();
    let seen = eventually("a checkpoint", async || reader.checkpoints(job).await.unwrap().latest.completed).await;
    assert_eq!((seen.status, seen.num_acknowledged_subtasks), (CheckpointStatus::Completed, 2));
    let detail = reader.checkpoint(job, seen.id).await.unwrap();
    assert_eq!((detail.checkpoint.id, detail.tasks.len()), (seen.id, 2));
    let config = reader.checkpoint_config(job).await.unwrap();
    assert!(config.interval == Some(1000) && !config.externalization.delete_on_cancellation);
    assert_eq!(reader.exceptions(job, 10).await.unwrap().root(), None);
    assert_eq!(reader.job_config(job).await.unwrap().job_parallelism, Some(1));

    let detail = reader.job(job).await.unwrap();
    assert_eq!((detail.name.as_str(), detail.plan.nodes.len()), ("counts", 2));
    assert_eq!(detail.plan.nodes[0].inputs[0].id, detail.plan.nodes[1].id);
    // The first answers are empty: Flink begins to collect when it is asked.
    let vertex = &detail.vertices[1].id;
    eventually("the job's metrics", async || {
        reader.job_metrics(job, &["numRestarts", "lastCheckpointExternalPath"]).await.unwrap().remove("numRestarts")
    })
    .await;
    let records = eventually("the vertex' metrics", async || {
        let metrics = reader.vertex_metrics(job, vertex, &["numRecordsIn"]).await.unwrap().remove("numRecordsIn");
        metrics.filter(|metric| metric.sum > Some(0.0))
    })
    .await;
    assert!(records.min == records.max && records.avg == records.sum);
    let watermarks = reader.watermarks(job, vertex).await.unwrap();
    assert_eq!((watermarks.len(), watermarks[0].value), (1, None));
    eventually("the backpressure", async || {
        reader.backpressure(job, vertex).await.unwrap().subtasks.first().and_then(|subtask| subtask.idle)
    })
    .await;
}

/// Keeps the state of a job that goes on: asked for three times, a savepoint is made once.
async fn keep(cluster: &Cluster, first: FlinkJobId) -> String {
    let (rest, reader) = (&cluster.rest, cluster.reader());
    let new = NewSavepoint { trigger: trigger(1), target_directory: None, format: Default::default() };
    for _ in 0..2 {
        assert_eq!(rest.trigger_savepoint(first, &new).await.unwrap(), trigger(1));
    }
    let kept = cluster.savepoint(first, trigger(1)).await;
    assert_eq!(rest.trigger_savepoint(first, &new).await.unwrap(), trigger(1));
    assert_eq!(cluster.savepoint(first, trigger(1)).await, kept);
    let unknown = reader.savepoint_status(first, trigger(9)).await;
    assert!(matches!(unknown, Err(Error::NotFound(_))), "{unknown:?}");

    // An id is for one act: a stop by that of the savepoint stops nothing.
    let stop = StopJob { trigger: trigger(1), target_directory: None, drain: false, format: Default::default() };
    assert_eq!(rest.stop_job(first, &stop).await.unwrap(), trigger(1));

    for _ in 0..2 {
        assert_eq!(rest.trigger_checkpoint(first, trigger(2)).await.unwrap(), trigger(2));
    }
    let number = done("the checkpoint", async || reader.checkpoint_status(first, trigger(2)).await).await.unwrap();
    let history = eventually("three newer checkpoints", async || {
        let history = reader.checkpoints(first).await.unwrap().history;
        history.iter().any(|each| each.id >= number + 3).then_some(history)
    })
    .await;
    assert_eq!(history.iter().filter(|each| each.is_savepoint).count(), 1);
    let there = history.iter().filter(|each| !each.is_savepoint && !each.discarded && each.external_path.is_some());
    assert_eq!(there.count(), 3, "the cluster keeps three");
    assert_eq!(reader.job_status(first).await.unwrap(), JobStatus::Running);
    kept
}

/// Stops a job with a savepoint in the folder of an operation; asked for before, meanwhile and after.
async fn stop(cluster: &Cluster, first: FlinkJobId) -> String {
    let (rest, reader) = (&cluster.rest, cluster.reader());
    let target_directory = Some(cluster.engine.savepoint_directory("018f"));
    let stop = StopJob { trigger: trigger(3), target_directory, drain: false, format: Default::default() };
    for _ in 0..2 {
        assert_eq!(rest.stop_job(first, &stop).await.unwrap(), trigger(3));
    }
    let stopped = cluster.savepoint(first, trigger(3)).await;
    cluster.until_state(first, JobStatus::Finished).await;
    assert_eq!(rest.stop_job(first, &stop).await.unwrap(), trigger(3));
    assert_eq!(cluster.savepoint(first, trigger(3)).await, stopped);

    // Another request for the same job, or one for a job that never was, is taken and fails.
    let other = StopJob { trigger: trigger(4), ..stop };
    for id in [first, job(77)] {
        assert_eq!(rest.stop_job(id, &other).await.unwrap(), trigger(4));
        done("the other stop", async || reader.savepoint_status(id, trigger(4)).await).await.unwrap_err();
    }
    let found = cluster.engine.newest_savepoint("018f").await.unwrap().unwrap();
    assert_eq!(found.path.replace("file:///", "file:/"), stopped);
    stopped
}

/// Finds what jobs that ended left: one was stopped, one was cancelled, one never began.
async fn find(cluster: &Cluster, first: FlinkJobId, second: FlinkJobId) {
    let engine = &cluster.engine;
    let kept = engine.newest_checkpoint(second).await.unwrap().unwrap();
    assert!(kept.path.contains("/chk-") && kept.completed_at > 0, "{kept:?}");
    assert_eq!(engine.newest_checkpoint(first).await.unwrap(), None, "a job that finished keeps none");

    let never = job(5);
    let error = cluster.count(never, Some("file:///nope/chk-1")).await.unwrap_err();
    assert!(matches!(&error, Error::Statement(failure) if failure.root_cause.contains("/nope/chk-1")), "{error:?}");
    for (id, state) in [(first, JobStatus::Finished), (second, JobStatus::Canceled), (never, JobStatus::Failed)] {
        let ended = eventually("the archive", async || engine.archived_job(id).await.unwrap()).await;
        assert_eq!((ended.id, ended.name.as_str(), &ended.state), (id, "counts", &state));
        assert!(ended.start.is_some() && ended.start <= ended.end);
        let said = ended.failure.is_some_and(|failure| failure.root_cause.contains("/nope/chk-1"));
        assert_eq!(said, state == JobStatus::Failed);
    }
    assert_eq!(engine.archived_job(job(77)).await.unwrap(), None);
}

/// Deletes a savepoint, and then what is gone.
async fn dispose(cluster: &Cluster, path: &str) {
    for is_there in [true, false] {
        let disposal = cluster.rest.dispose_savepoint(path).await.unwrap();
        let look = async || cluster.reader().savepoint_disposal_status(disposal).await;
        assert_eq!(done("the disposal", look).await.is_ok(), is_there);
    }
}

/// A program of a jar: counts without end, or throws, or makes no job.
const NUMBERS: &str = r#"
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
public class Numbers {
    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.fromSequence(1, Long.MAX_VALUE).map(Numbers::slowly).sinkTo(new DiscardingSink<>());
        if (args[0].equals("throw")) throw new IllegalStateException("no numbers today");
        if (args[0].equals("run")) env.execute("numbers");
    }
    static Long slowly(Long number) throws Exception {
        Thread.sleep(10);
        return number;
    }
}"#;

/// Makes `numbers.jar`; a JDK is needed to run these tests.
fn compile(folder: &Path) -> PathBuf {
    let is_home = |entry: std::io::Result<std::fs::DirEntry>| {
        let lib = entry.unwrap().path().join("lib");
        lib.join("flink-core-1.20.3.jar").is_file().then_some(lib)
    };
    let lib = std::fs::read_dir(homes()).unwrap().find_map(is_home).unwrap();
    let run = |program: &str, args: &[&str]| {
        let status = std::process::Command::new(program).args(args).current_dir(folder).status();
        assert!(status.unwrap_or_else(|error| panic!("{program}: {error}; a JDK is needed")).success());
    };
    std::fs::write(folder.join("Numbers.java"), NUMBERS).unwrap();
    run("javac", &["--release", "11", "-cp", &lib.join("*").display().to_string(), "Numbers.java"]);
    run("jar", &["cfe", "numbers.jar", "Numbers", "Numbers.class"]);
    folder.join("numbers.jar")
}

async fn run_jars(cluster: &Cluster) {
    let folder = tempfile::tempdir().unwrap();
    let file = tokio::fs::File::open(compile(folder.path())).await.unwrap();
    let (rest, reader) = (&cluster.rest, cluster.reader());
    let id = rest.upload_jar("my numbers.jar", file).await.unwrap();
    let jars = reader.jars().await.unwrap();
    assert_eq!((jars[0].id.as_str(), jars[0].name.as_str()), (id.as_str(), "my_numbers.jar"));
    assert_eq!(jars[0].entries[0].name, "Numbers");

    let with = |argument: &str| RunJar { arguments: vec![argument.into()], job_id: Some(job(7)), ..RunJar::default() };
    let plan = rest.jar_plan(&id, &with("run")).await.unwrap();
    assert!(plan.nodes[0].description.contains("Sequence Source"), "{plan:?}");
    let threw = rest.run_jar(&id, &with("throw")).await.unwrap_err();
    assert!(matches!(&threw, Error::BadRequest(why) if why.root_cause == "no numbers today"), "{threw:?}");
    let nothing = rest.run_jar(&id, &with("")).await.unwrap_err();
    assert!(matches!(&nothing, Error::BadRequest(why) if why.root_cause.starts_with("No jobs")), "{nothing:?}");
    let nowhere = RunJar { entry_class: Some("Nowhere".into()), ..with("run") };
    let nowhere = rest.run_jar(&id, &nowhere).await.unwrap_err();
    assert!(matches!(&nowhere, Error::Failed(why) if why.root_cause.contains("Nowhere")), "{nowhere:?}");

    assert_eq!(rest.run_jar(&id, &with("run")).await.unwrap(), job(7));
    let repeated = rest.run_jar(&id, &with("run")).await;
    assert!(matches!(repeated, Err(Error::DuplicateJob)), "{repeated:?}");
    cluster.until_state(job(7), JobStatus::Running).await;
    rest.cancel_job(job(7)).await.unwrap();

    rest.delete_jar(&id).await.unwrap();
    rest.delete_jar(&id).await.unwrap();
    let gone = rest.run_jar(&id, &with("run")).await.unwrap_err();
    assert!(matches!(gone, Error::NotFound(_)), "{gone:?}");
}
