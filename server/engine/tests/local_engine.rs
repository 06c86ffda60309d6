//! A real Flink on this host: started, used, hurt, found again, stopped.

#![expect(clippy::unwrap_used, reason = "a test may panic, in what it shares with others too")]

mod local_support;

use engine::local::{EngineEvent, Log, Role, State, stop_recorded};
use local_support::{Cleanup, Session, homes, open, provide_home, settings, until};
use serde_json::json;
use std::{net::TcpListener, path::Path, time::Instant};

fn pid(status: &engine::local::EngineStatus, role: Role) -> i32 {
    status.processes.iter().find(|process| process.role == role).unwrap().pid.unwrap()
}

fn kill(pid: i32) {
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}

fn runs(pid: i32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

/// A function of a jar that tries what a jar could try.
const PROBE: &str = r#"
import java.nio.file.*;
public class Probe extends org.apache.flink.table.functions.ScalarFunction {
    public String eval(String act, String argument) throws Exception {
        try {
            switch (act) {
                case "read": return "read " + Files.readString(Path.of(argument));
                case "write": return "wrote " + Files.writeString(Path.of(argument), "x");
                case "kill": return "kill " + new ProcessBuilder("kill", "-9", argument).start().waitFor();
                default: return "environment " + System.getenv().keySet();
            }
        } catch (FileSystemException error) {
            return "refused: " + error.getClass().getSimpleName();
        }
    }
}"#;

/// Makes `probe.jar`; a JDK is needed to run these tests.
fn compile_probe(folder: &Path) {
    let find = |name: &str| {
        std::fs::read_dir(homes())
            .unwrap()
            .filter_map(|entry| {
                let jar = entry.unwrap().path().join("lib").join(name);
                jar.is_file().then_some(jar)
            })
            .next()
            .unwrap()
    };
    let run = |program: &str, args: &[&str]| {
        let status = std::process::Command::new(program).args(args).current_dir(folder).status();
        assert!(status.unwrap_or_else(|error| panic!("{program}: {error}; a JDK is needed")).success());
    };
    std::fs::write(folder.join("Probe.java"), PROBE).unwrap();
    let path = ["flink-table-common-1.20.3.jar", "flink-core-1.20.3.jar", "flink-core-api-1.20.3.jar"].map(find);
    let path = path.map(|jar| jar.display().to_string()).join(":");
    run("javac", &["--release", "11", "-cp", &path, "Probe.java"]);
    run("jar", &["cf", "probe.jar", "Probe.class"]);
}

/// SQL and a jar try to read and change what is not theirs.
async fn look_around(session: &Session, data: &Path, files: &Path) {
    std::fs::write(data.join("key"), "secret").unwrap();
    std::fs::create_dir_all(data.join("engine/clusters/other/work")).unwrap();
    std::fs::write(data.join("engine/clusters/other/work/x"), "theirs").unwrap();
    let server = std::process::id();
    let within = |name: &str| data.join(name).display().to_string();
    let closed = [
        format!("/proc/{server}/environ"),
        within("key"),
        within("engine/clusters/other/work/x"),
        within("engine/clusters/local/control/record.json"),
        "/etc/shadow".into(),
    ];
    session
        .run(&format!("CREATE FUNCTION probe AS 'Probe' USING JAR '{}'", files.join("probe.jar").display()))
        .await
        .unwrap();
    for (index, path) in closed.iter().enumerate() {
        let table = format!(
            "CREATE TABLE t{index} (line STRING) WITH ('connector'='filesystem','path'='file://{path}','format'='raw')"
        );
        session.run(&table).await.unwrap();
        let said = session.run(&format!("SELECT * FROM t{index}")).await.expect_err(path);
        assert!(said.contains("Permission denied"), "{path}: {said}");
    }
    let reads = closed.iter().map(|path| format!("probe('read', '{path}')")).collect::<Vec<_>>().join(", ");
    let writes = format!("probe('write', '{}'), probe('write', '/tmp/{server}')", within("key"));
    let rest = format!("probe('kill', '{server}'), probe('environment', '')");
    let rows = session.run(&format!("SELECT {reads}, {writes}, {rest} FROM (VALUES (1)) AS t(a)")).await.unwrap();
    let said: Vec<&str> = rows[0].as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect();
    assert!(said[..7].iter().all(|answer| *answer == "refused: AccessDeniedException"), "{said:?}");
    assert_eq!(said[7], "kill 1");
    assert!(said[8].contains("FLINK_CONF_DIR") && !said[8].contains("CARGO"), "{said:?}");
    let source = files.join("Probe.java");
    let own = format!("SELECT probe('read', '{}') FROM (VALUES (1)) AS t(a)", source.display());
    assert!(session.run(&own).await.unwrap()[0][0].as_str().unwrap().starts_with("read "));
    assert_eq!(std::fs::read_to_string(data.join("key")).unwrap(), "secret");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_lives_through_kills_and_a_restart_of_the_server_and_leaves_nothing_behind() {
    let data = tempfile::tempdir().unwrap();
    let _cleanup = Cleanup(data.path().into());
    let files = tempfile::tempdir().unwrap();
    let mut given = settings(data.path());
    given.project_dirs.push(files.path().into());
    (given.slots, given.memory_mib) = (Some(5), Some(3_000));
    provide_home().await;
    compile_probe(files.path());
    let engine = open(given);
    let begun = Instant::now();
    engine.start().await.unwrap();
    println!("started in {:?}", begun.elapsed());
    let status = until(&engine, |status| status.state == State::Running).await;
    assert!(status.confinement.as_ref().unwrap().is_confined() && !status.restart_needed);
    assert_eq!((status.slots.total, status.memory.slots), (5, 5));
    let ports = status.ports.unwrap();

    let session = Session::open(ports.gateway).await;
    assert_eq!(session.run("SELECT a * 2 FROM (VALUES (21)) AS t(a)").await.unwrap(), [json!([42])]);
    look_around(&session, data.path(), files.path()).await;

    // Another server adopts the same processes, though it would give them something else.
    drop(engine);
    let engine = open(settings(data.path()));
    let adopted = until(&engine, |status| status.state == State::Running).await;
    for role in Role::ALL {
        assert_eq!(pid(&adopted, role), pid(&status, role));
    }
    assert_eq!((adopted.ports, adopted.memory), (status.ports, status.memory));
    assert!(until(&engine, |status| status.restart_needed).await.slots.total == 5);

    // A killed TaskManager comes back alone, a killed JobManager with its TaskManager.
    let mut events = engine.events();
    kill(pid(&adopted, Role::TaskManager));
    let again = until(&engine, |status| status.state == State::Running && status.processes[1].restarts == 1).await;
    let said = std::iter::from_fn(|| events.try_recv().ok()).filter(|event| *event != EngineEvent::Adopted);
    let said: Vec<EngineEvent> = said.collect();
    assert!(matches!(&said[0], EngineEvent::ProcessEnded { role: Role::TaskManager, .. }), "{said:?}");
    assert_eq!(said[1..], [EngineEvent::ProcessRestarted { role: Role::TaskManager }]);
    assert_ne!(pid(&again, Role::TaskManager), pid(&adopted, Role::TaskManager));
    assert_eq!(pid(&again, Role::JobManager), pid(&adopted, Role::JobManager));
    assert_eq!(session.run("SELECT COUNT(*) FROM (VALUES (1), (2)) AS t(a)").await.unwrap(), [json!([2])]);

    kill(pid(&again, Role::JobManager));
    let third = until(&engine, |status| status.state == State::Running && status.processes[0].restarts == 1).await;
    assert_ne!(pid(&third, Role::TaskManager), pid(&again, Role::TaskManager));
    assert_eq!(pid(&third, Role::Gateway), pid(&again, Role::Gateway));
    assert_eq!(session.run("SELECT 7").await.unwrap(), [json!([7])]);
    assert!(engine.log_tail(Role::TaskManager, Log::Flink, 4096).await.unwrap().contains("org.apache.flink"));

    // The gateway dies while no server is there. The next one, though told to start, ends nothing that has jobs.
    drop(engine);
    kill(pid(&third, Role::Gateway));
    let engine = open(settings(data.path()));
    engine.start().await.unwrap();
    let fourth = until(&engine, |status| status.state == State::Running).await;
    assert_ne!(pid(&fourth, Role::Gateway), pid(&third, Role::Gateway));
    for role in [Role::JobManager, Role::TaskManager] {
        assert_eq!(pid(&fourth, role), pid(&third, role));
    }

    // As if the server had been killed between starting the TaskManager and recording it.
    let file = data.path().join("engine/clusters/local/control/record.json");
    let mut record: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    record["processes"].as_object_mut().unwrap().remove("task_manager").unwrap();
    std::fs::write(&file, record.to_string()).unwrap();

    // Stopped from another process, the watching server starts nothing again.
    let ended = stop_recorded(settings(data.path())).await.unwrap();
    assert_eq!(ended.iter().map(|(role, _)| *role).collect::<Vec<_>>(), [Role::Gateway, Role::JobManager]);
    until(&engine, |status| status.state == State::Stopped).await;
    for role in Role::ALL {
        assert!(!runs(pid(&fourth, role)));
    }
    assert!(!until(&engine, |_| true).await.wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_of_a_stranger_is_left_alone_and_a_lying_record_kills_nobody() {
    let data = tempfile::tempdir().unwrap();
    let _cleanup = Cleanup(data.path().into());
    let control = data.path().join("engine/clusters/local/control");
    std::fs::create_dir_all(&control).unwrap();
    let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
    stranger.set_nonblocking(true).unwrap();
    let taken = stranger.local_addr().unwrap().port();
    let mut victim = std::process::Command::new("sleep").arg("300").spawn().unwrap();
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap();
    let process = json!({"pid": victim.id(), "start_time": 1, "since_ms": 1});
    let record = json!({
        "wanted": true, "id": "0123", "flink": "1.20.3", "fingerprint": "x", "boot_id": boot.trim(), "slots": 4,
        "ports": {"rest": taken, "rpc": taken, "gateway": taken},
        "processes": {"job_manager": process, "task_manager": process, "gateway": process},
        "sets": [], "archives": {},
    });
    std::fs::write(control.join("record.json"), record.to_string()).unwrap();

    let mut settings = settings(data.path());
    settings.quick_start = true;
    let engine = open(settings);
    let status = until(&engine, |status| status.wanted).await;
    assert!(matches!(status.state, State::Stopped | State::NotProvisioned), "{:?}", status.state);
    engine.add_set("kafka").await.unwrap();
    let begun = Instant::now();
    engine.start().await.unwrap();
    println!("first start in {:?}", begun.elapsed());
    let ports = until(&engine, |status| status.state == State::Running).await.ports.unwrap();
    assert!(![ports.rest, ports.rpc, ports.gateway].contains(&taken));
    assert_eq!(stranger.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "nobody spoke to the stranger");
    assert_eq!(victim.try_wait().unwrap(), None);

    // What the first life learned makes the second one quick.
    let begun = Instant::now();
    engine.stop().await.unwrap();
    println!("stopped, with archives, in {:?}", begun.elapsed());
    let begun = Instant::now();
    engine.start().await.unwrap();
    println!("started with archives in {:?}", begun.elapsed());
    let work = data.path().join("engine/clusters/local/work");
    assert_eq!(std::fs::read_dir(work.join("cds")).unwrap().count(), 3);

    // The set that was added offers its factory; another is there after a restart.
    let status = until(&engine, |status| status.state == State::Running).await;
    let session = Session::open(status.ports.unwrap().gateway).await;
    let with = "'connector'='kafka','topic'='t','properties.group.id'='g','scan.bounded.mode'='latest-offset','properties.bootstrap.servers'='127.0.0.1:9','format'='json'";
    session.run(&format!("CREATE TABLE k (a INT) WITH ({with})")).await.unwrap();
    session.run("EXPLAIN SELECT * FROM k").await.unwrap();
    assert!(!status.restart_needed);
    engine.add_set("jdbc-mysql").await.unwrap();
    let status = until(&engine, |status| status.restart_needed).await;
    assert_eq!((status.state, status.sets.len()), (State::Running, 2));
    assert_eq!(engine.add_set("nothing").await.unwrap_err().code(), "no_such_set");

    // A stop does not wait for a start to come to its end.
    engine.stop().await.unwrap();
    let starting = engine.clone();
    let start = tokio::spawn(async move { starting.start().await });
    let pids = until(&engine, |status| status.processes.iter().all(|process| process.pid.is_some())).await.processes;
    engine.stop().await.unwrap();
    assert_eq!(start.await.unwrap().unwrap_err().code(), "interrupted");
    assert!(pids.iter().all(|process| !runs(process.pid.unwrap())));
    assert_eq!(victim.try_wait().unwrap(), None);
    victim.kill().unwrap();
    victim.wait().unwrap();
}
