//! The inside of a run, as its cluster tells of it when somebody asks.

use crate::{
    gateway::{Gateway, Script},
    support::{House, request, server},
};
use control::{Blind, Control};
use model::{Text, VariableName, VariableText, authority::VariableEdit};
use serde_json::json;
use store::{PageRequest, Run, RunFilter, ValueChange, VariableForm};

const SECRET: &str = "hunter2-and-more";

/// A run that its cluster knows, in a project with a secret.
async fn ground() -> (Gateway, House, Control, Run) {
    let gateway = Gateway::new(Script::default()).await;
    let house = House::new(&gateway.url, &gateway.url).await;
    let value = ValueChange::Secret(VariableText::parse(SECRET).unwrap());
    let form = VariableForm { name: VariableName::parse("password").unwrap(), description: Text::default(), value };
    let scope = house.member.allow::<VariableEdit>().unwrap();
    house.store.create_variable(&scope, &form, &request()).await.unwrap();
    let control = server(&house.store, "a").await;
    let query = house.run(&control, "INSERT INTO sink SELECT n FROM numbers").await;
    house.until_over(query.id).await;
    let filter = RunFilter { query: Some(query.id), ..RunFilter::default() };
    let runs = house.store.runs(&house.viewer(), &filter, PageRequest::default()).await.unwrap();
    let run = runs.rows.into_iter().next().unwrap();
    (gateway, house, control, run)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_cluster_says_of_a_run_comes_without_secrets() {
    let (gateway, _house, control, run) = ground().await;
    let trace = format!("java.lang.RuntimeException: no login with {SECRET}\n\tat a.B.c(B.java:1)");
    let entry = |concurrent: serde_json::Value| {
        json!({
            "exceptionName": "java.lang.RuntimeException", "stacktrace": trace, "timestamp": 1,
            "taskName": format!("Calc({SECRET})"), "concurrentExceptions": concurrent,
        })
    };
    let vertex = json!({
        "id": "a", "name": format!("Calc(where = {SECRET})"), "parallelism": 2, "status": "RUNNING", "duration": 1500,
        "metrics": { "read-records": 7 },
    });
    let job = json!({ "jid": run.flink_job_id, "name": "n", "state": "RUNNING", "vertices": [vertex] });
    let beside = vec![entry(json!([])); 6];
    let failed = json!({ "id": 1, "status": "FAILED", "failure_message": SECRET });
    gateway.with(|inner| {
        inner.inside.insert("", job);
        inner.inside.insert("exceptions", json!({ "exceptionHistory": { "entries": [entry(json!(beside))] } }));
        inner.inside.insert("checkpoints", json!({ "counts": { "failed": 1 }, "history": [failed] }));
        let metric = json!({ "id": "busyTimeMsPerSecond", "max": 250.0 });
        let records = json!({ "id": "numRecordsInPerSecond", "max": 6.0, "avg": 4.0, "sum": 8.0 });
        inner.inside.insert("vertices/a/subtasks/metrics", json!([metric, records]));
    });
    let graph = control.tasks_of(&run).await.unwrap();
    let [task] = graph.tasks.as_slice() else { panic!("{graph:?}") };
    assert!(graph.edges.is_empty() && task.skew == Some(1.5) && task.records_in == Some(8.0), "{graph:?}");
    assert_eq!((task.name.as_str(), task.busy, task.backpressured), ("Calc(where = ••••)", Some(0.25), None));
    assert_eq!((task.duration, task.throughput.read_records), (Some(1500), 7));
    let exceptions = control.exceptions_of(&run).await.unwrap();
    assert!(!format!("{exceptions:?}").contains(SECRET), "{exceptions:?}");
    assert_eq!(exceptions.root().unwrap().failure().root_cause, "no login with ••••");
    assert!(exceptions.truncated && exceptions.history[0].concurrent.len() < 6);
    let checkpoints = control.checkpoints_of(&run).await.unwrap().unwrap();
    assert_eq!(checkpoints.history[0].failure_message.as_deref(), Some("••••"));
    control.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_without_checkpoints_one_that_is_forgotten_and_a_broken_cluster_are_told_apart() {
    let (gateway, _house, control, run) = ground().await;
    assert_eq!(control.checkpoints_of(&run).await.unwrap(), None);
    gateway.with(|inner| inner.jobs.clear());
    assert!(matches!(control.checkpoints_of(&run).await, Err(Blind::Forgotten)));
    assert!(matches!(control.tasks_of(&run).await, Err(Blind::Forgotten)));
    let elsewhere = Run { cluster_id: "01890000-0000-7000-8000-000000000000".parse().unwrap(), ..run.clone() };
    let Err(Blind::Silent { reason, seen_at: None }) = control.tasks_of(&elsewhere).await else { panic!() };
    assert_eq!(reason["code"], "cluster_gone");
    // A proxy's error page is no word of the cluster.
    gateway.with(|inner| {
        inner.jobs.insert(run.flink_job_id.to_string(), "RUNNING".into());
        inner.inside.insert("exceptions", json!("sorry"));
    });
    let Err(Blind::Silent { reason, .. }) = control.exceptions_of(&run).await else { panic!() };
    assert_eq!(reason["code"], "unreachable");
    control.stop().await;
}
