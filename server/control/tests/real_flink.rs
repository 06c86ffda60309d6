//! A real Flink, as the local engine: rows, stopping, errors, runs, and a gateway that is killed.
//!
//! One program and one engine for all of it. It is also the launcher of its engine's processes.

#![expect(clippy::unwrap_used, reason = "it is a test, though without a harness that says so")]

#[path = "real_flink/batch.rs"]
mod batch;
#[path = "real_flink/elsewhere.rs"]
mod elsewhere;
#[path = "real_flink/jobs.rs"]
mod jobs;
#[path = "real_flink/rights.rs"]
mod rights;
#[path = "real_flink/upgrades.rs"]
mod upgrades;

use chrono::TimeDelta;
use control::{Control, Limits, LocalEngineOptions, NewRun, Parts, RunError, Times};
use egress::{Class, Egress, Policy};
use engine::local::{Java, Launcher, LocalSettings, Manifest, Provisioner, Role, State, stop_recorded};
use model::{
    Name, ProjectFileKind, QueryError, QueryId, QueryState, SessionClusterId, Text,
    authority::{Membership, Standing, SystemRole, SystemScope},
};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};
use store::{
    DatabaseUrl, FileOptions, KeySource, NewProject, NewProjectFile, NewUser, PageRequest, Query, RequestId, Store,
    StoreOptions, Uses,
};

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1).peekable();
    if args.next_if(|first| first == "launch").is_some() {
        let Err(error) = engine::local::confine::exec(args);
        eprintln!("error: {error}");
        return ExitCode::FAILURE;
    }
    if args.any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let _cleanup = Cleanup(data.clone());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(all(&data, directory.path()));
    println!("test real_flink ... ok");
    ExitCode::SUCCESS
}

/// Leaves nothing running, also after a failure.
struct Cleanup(PathBuf);

impl Drop for Cleanup {
    fn drop(&mut self) {
        let settings = settings(&self.0);
        let stop = move || tokio::runtime::Runtime::new().unwrap().block_on(stop_recorded(settings)).unwrap();
        std::thread::spawn(stop).join().unwrap();
    }
}

fn homes() -> PathBuf {
    match std::env::var_os("SCALEPH_TEST_FLINK_HOME_CACHE") {
        Some(named) => named.into(),
        None => Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("flink-homes"),
    }
}

fn settings(data: &Path) -> LocalSettings {
    let launcher = Launcher { program: std::env::current_exe().unwrap(), args: vec!["launch".into()] };
    let mut settings = LocalSettings::new(data, launcher);
    settings.cache_dir = Some(homes());
    settings.quick_start = false;
    settings
}

fn request() -> RequestId {
    RequestId::new("request-1")
}

struct House {
    store: Store,
    control: Control,
    member: Membership,
    cluster: SessionClusterId,
}

impl House {
    async fn run(&self, text: &str) -> QueryId {
        let new = NewRun { cluster: self.cluster, script: None, text: text.into(), line: 1, column: 1 };
        self.control.run(&self.member.allow().unwrap(), new, &request()).await.unwrap().id
    }

    async fn until(&self, id: QueryId, wanted: impl Fn(&Query) -> bool) -> Query {
        let begun = Instant::now();
        loop {
            let query = self.store.query(&self.member.allow().unwrap(), id).await.unwrap();
            if wanted(&query) {
                return query;
            }
            assert!(begun.elapsed() < Duration::from_secs(120), "not reached: {query:#?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn finished(&self, text: &str) -> Query {
        let id = self.run(text).await;
        let query = self.until(id, |query| query.state.is_over()).await;
        assert_eq!((query.state, &query.error), (QueryState::Finished, &None), "{text}");
        query
    }

    /// The jobs of the cluster, by the REST that a person would ask.
    async fn job_state(&self, id: &Query) -> Option<String> {
        let engine = self.control.local_engine().unwrap();
        let rest = engine.status().borrow().ports.unwrap().rest;
        let rest = url::Url::parse(&format!("http://127.0.0.1:{rest}/")).unwrap();
        let flink = engine::connection::ClusterConnection::local(rest, None).open(&Egress::new(Policy::default()));
        let status = flink.unwrap().rest().job_status(id.job_id).await.ok()?;
        Some(status.as_str().to_owned())
    }
}

async fn open(data: &Path, files: &Path) -> House {
    let options = StoreOptions {
        database: DatabaseUrl::Sqlite(None),
        data_dir: data.to_owned(),
        key: KeySource::Own(files.join("key")),
        files: FileOptions::Directory(None),
    };
    let store = Store::open(options).await.unwrap();
    let control = started(&store, data).await;
    let cluster = control.local_cluster().unwrap();
    let owner = administrator(&store).await;
    let new = NewProject { name: Name::parse("Sample").unwrap(), description: Text::default() };
    let project = store.create_project(&owner.allow().unwrap(), &new, &request()).await.unwrap();
    let uses = Uses { may_query: true, may_deploy: true };
    store.grant_cluster(&owner.allow().unwrap(), project.id, cluster, uses, &request()).await.unwrap();
    let member = store.membership(owner.user, project.id).await.unwrap().unwrap();
    House { store, control, member, cluster }
}

/// A server for what is remembered; its engine may run already.
async fn started(store: &Store, data: &Path) -> Control {
    let local = LocalEngineOptions { settings: settings(data), name: Name::parse("Local").unwrap(), autostart: false };
    let limits = Limits {
        spool_rows: 1_000_000,
        spool_bytes: 256 << 20,
        user_bytes: 1 << 30,
        disk_bytes: 4 << 30,
        unread_close: Duration::from_secs(900),
    };
    let parts = Parts {
        store: store.clone(),
        egress: Egress::new(Policy { allow_loopback: [Class::Cluster].into(), ..Policy::default() }),
        scope: SystemScope::of_the_server(),
        local: Some(local),
        limits,
        holder: "server".into(),
        times: Times {
            savepoints: Duration::from_secs(1),
            checkpoint_retention: Duration::from_secs(5),
            ..Times::default()
        },
    };
    Control::start(parts).await.unwrap()
}

async fn administrator(store: &Store) -> Standing {
    let link = store.create_setup_link(&SystemScope::of_the_server(), TimeDelta::hours(1)).await.unwrap();
    let name = Name::parse("Ada").unwrap();
    let role = SystemRole::Administrator;
    let new = NewUser { display_name: name.clone(), name, email: None, role, password_hash: None };
    let user = store.create_first_administrator(&link, new, &request()).await.unwrap();
    store.standing(user.id).await.unwrap().unwrap()
}

async fn all(data: &Path, files: &Path) {
    let (manifest, timeout) = (Manifest::bundled(), Duration::from_secs(1200));
    let provisioner = Provisioner { manifest, homes: homes(), maven: None, timeout };
    provisioner.provide_core(&Java::find(None).await.unwrap(), |_| {}).await.unwrap();
    let house = open(data, files).await;

    let begun = Instant::now();
    // For whoever works on that part alone.
    if std::env::var("SCALEPH_TEST_ONLY").is_ok_and(|part| part == "batch") {
        return batch::batch(house, data).await.control.stop().await;
    }
    the_first_statement_starts_the_engine(&house).await;
    println!("engine started by a statement: {:?}", begun.elapsed());
    let stream = rows_stream(&house).await;
    stopping_really_stops(&house, stream).await;
    an_error_has_its_place(&house).await;
    the_catalog_is_known(&house).await;
    an_insert_is_a_run(&house).await;
    a_project_file_is_handed_to_the_engine(&house, files).await;
    a_killed_gateway_loses_the_query_and_the_next_statement_works(&house).await;
    rights::rights(&house, data).await;
    jobs::jobs(&house).await;
    upgrades::upgrades(&house).await;
    elsewhere::elsewhere(&house).await;
    let house = batch::batch(house, data).await;
    println!("all of it: {:?}", begun.elapsed());
    house.control.stop().await;
}

async fn the_first_statement_starts_the_engine(house: &House) {
    let engine = house.control.local_engine().unwrap();
    assert_ne!(engine.status().borrow().state, State::Running);
    house
        .finished(
            "CREATE TEMPORARY TABLE numbers (n BIGINT, d DECIMAL(38, 18)) WITH ('connector' = 'datagen', \
             'rows-per-second' = '20', 'fields.n.kind' = 'sequence', 'fields.n.start' = '9007199254740993', \
             'fields.n.end' = '9007199254840993')",
        )
        .await;
    assert_eq!(engine.status().borrow().state, State::Running);
}

async fn rows_stream(house: &House) -> Query {
    let begun = Instant::now();
    let id = house.run("SELECT n FROM numbers").await;
    house.until(id, |query| query.rows > 0 || query.state.is_over()).await;
    println!("first row after {:?}", begun.elapsed());
    let query = house.until(id, |query| query.rows > 20 || query.state.is_over()).await;
    assert_eq!((query.state, &query.error), (QueryState::Running, &None));
    let reading = house.control.read(&house.member.allow().unwrap(), id, 0, 10).await.unwrap();
    let fields: Vec<&str> = reading.window.rows.iter().map(|row| row.fields.as_str()).collect();
    assert_eq!(fields[..2], ["[9007199254740993]", "[9007199254740994]"]);
    assert_eq!(house.job_state(&query).await.as_deref(), Some("RUNNING"));
    query
}

async fn stopping_really_stops(house: &House, query: Query) {
    house.control.stop_query(&house.member.allow().unwrap(), query.id, &request()).await.unwrap();
    let over = house.until(query.id, |query| query.state.is_over()).await;
    assert_eq!((over.state, over.error.clone()), (QueryState::Stopped, None));
    assert_eq!(house.job_state(&query).await.as_deref(), Some("CANCELED"));
}

async fn an_error_has_its_place(house: &House) {
    let id = house.run("SELECT n\nFORM numbers").await;
    let over = house.until(id, |query| query.state.is_over()).await;
    let Some(QueryError::Engine { failure }) = &over.error else { panic!("{over:#?}") };
    let read = model::sql::engine_error(&failure.trace, &over.statement, 0..over.statement.len());
    let place = read.place.unwrap_or_else(|| panic!("{failure:#?}"));
    assert_eq!((place.start.line, place.start.column), (2, 6));

    house.finished("CREATE TEMPORARY TABLE k (n BIGINT) WITH ('connector' = 'kafka', 'topic' = 't')").await;
    let id = house.run("SELECT n FROM k").await;
    let over = house.until(id, |query| query.state.is_over()).await;
    let Some(QueryError::MissingFactory { identifier, sets, .. }) = &over.error else { panic!("{over:#?}") };
    assert_eq!((identifier.as_str(), sets.as_slice()), ("kafka", &["kafka".to_owned()][..]));
}

async fn the_catalog_is_known(house: &House) {
    house.finished("CREATE DATABASE other").await;
    house.finished("USE other").await;
    let begun = Instant::now();
    loop {
        let status = house.control.session(&house.member.allow().unwrap(), house.cluster).await.unwrap().unwrap();
        if status.database.as_deref() == Some("other") {
            assert_eq!(status.catalog.as_deref(), Some("default_catalog"));
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{status:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    house.finished("USE default_database").await;
}

async fn an_insert_is_a_run(house: &House) {
    house.finished("CREATE TEMPORARY TABLE hole (n BIGINT) WITH ('connector' = 'blackhole')").await;
    let query = house.finished("INSERT INTO hole SELECT n FROM numbers").await;
    let runs = async || {
        let page = PageRequest::default();
        house.store.runs(&house.member.allow().unwrap(), &Default::default(), page).await.unwrap().rows
    };
    let run = runs().await.remove(0);
    assert_eq!(run.flink_job_id, query.job_id);
    let begun = Instant::now();
    while runs().await[0].state.as_deref() != Some("RUNNING") {
        assert!(begun.elapsed() < Duration::from_secs(30));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let new = control::operations::cancel_run(run.id, &run.name, run.cluster_id, run.flink_job_id);
    let scope = house.member.allow::<model::authority::JobControl>().unwrap();
    house.store.request_operation(&scope, &new, &request()).await.unwrap();
    while runs().await[0].state.as_deref() != Some("CANCELED") {
        assert!(begun.elapsed() < Duration::from_secs(60));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

const TWICE: &str = "public class Twice extends org.apache.flink.table.functions.ScalarFunction {
    public Long eval(Long value) { return 2 * value; }
}";

/// Compiles a class into a jar whose manifest names it, with files beside it.
fn compile(folder: &Path, class: &str, text: &str, beside: &[&str]) -> Vec<u8> {
    let homes = std::fs::read_dir(homes()).unwrap().filter_map(|entry| {
        let lib = entry.unwrap().path().join("lib");
        lib.join("flink-table-common-1.20.3.jar").is_file().then_some(lib)
    });
    let lib = homes.last().unwrap();
    let run = |program: &str, args: &[&str]| {
        let status = std::process::Command::new(program).args(args).current_dir(folder).status();
        assert!(status.unwrap_or_else(|error| panic!("{program}: {error}; a JDK is needed")).success());
    };
    std::fs::write(folder.join(format!("{class}.java")), text).unwrap();
    run("javac", &["--release", "11", "-cp", &format!("{}/*", lib.display()), &format!("{class}.java")]);
    run("jar", &[&["cfe", "made.jar", class, &format!("{class}.class")][..], beside].concat());
    std::fs::read(folder.join("made.jar")).unwrap()
}

async fn a_project_file_is_handed_to_the_engine(house: &House, folder: &Path) {
    let jar = compile(folder, "Twice", TWICE, &[]);
    let (name, kind) = ("twice.jar".parse().unwrap(), ProjectFileKind::Udf);
    let new = NewProjectFile { name, kind, note: Text::default(), most: 1 << 20 };
    let content = futures::stream::iter([Ok::<_, std::io::Error>(jar.into())]);
    house.store.add_file(&house.member.allow().unwrap(), &new, content, &request()).await.unwrap();
    let missing = NewRun { cluster: house.cluster, script: None, text: "ADD JAR 'x.jar'".into(), line: 1, column: 1 };
    let refused = house.control.run(&house.member.allow().unwrap(), missing, &request()).await.unwrap_err();
    assert!(matches!(refused, RunError::NoSuchFile { name } if name == "x.jar"));
    house.finished("CREATE TEMPORARY FUNCTION twice AS 'Twice' USING JAR 'twice.jar'").await;
    let query = house.finished("SELECT twice(a) FROM (VALUES (CAST(21 AS BIGINT))) AS t(a)").await;
    let reading = house.control.read(&house.member.allow().unwrap(), query.id, 0, 10).await.unwrap();
    assert_eq!(reading.window.rows[0].fields, "[42]");
    house.finished("ADD JAR 'twice.jar'").await;
}

async fn a_killed_gateway_loses_the_query_and_the_next_statement_works(house: &House) {
    let id = house.run("SELECT n FROM numbers").await;
    let query = house.until(id, |query| query.rows > 5 || query.state.is_over()).await;
    assert_eq!(query.state, QueryState::Running, "{query:#?}");
    let engine = house.control.local_engine().unwrap();
    let gateway = engine.status().borrow().processes.iter().find(|process| process.role == Role::Gateway).cloned();
    let pid = gateway.unwrap().pid.unwrap();
    let killed = std::process::Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap();
    assert!(killed.success());
    let lost = house.until(id, |query| query.state.is_over()).await;
    assert_eq!((lost.state, lost.error.clone()), (QueryState::Lost, Some(QueryError::SessionLost)));
    assert!(lost.rows >= query.rows);
    let state = house.job_state(&query).await;
    assert_eq!(state.as_deref(), Some("CANCELED"), "nobody reads it, so it must not run");
    house.finished("SELECT a FROM (VALUES (1), (2)) AS t(a)").await;
    let status = house.control.session(&house.member.allow().unwrap(), house.cluster).await.unwrap().unwrap();
    assert!(status.state == control::SessionState::Open && status.reopened.is_some(), "{status:?}");
}
