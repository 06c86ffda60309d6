//! JobManagers that answer nonsense about jobs: nothing of it stops more than itself.

use crate::stand_in::{StandIn, json};
use axum::response::Html;
use engine::{
    Error,
    rest::{BackpressureLevel, CheckpointStatus, RestReader, RunJar, TriggerId, TriggerStatus},
};
use model::flink::FlinkJobId;

fn job() -> FlinkJobId {
    FlinkJobId::from_bytes([7; 16])
}

async fn answering(body: &'static str) -> RestReader {
    StandIn::new(move |_| json(body)).await.flink().rest()
}

/// Every call's error, or nothing.
async fn ask_everything(server: &StandIn) -> Vec<(&'static str, Option<Error>)> {
    let (rest, operator) = (server.flink().rest(), server.operator());
    let trigger = TriggerId::from_bytes([1; 16]);
    vec![
        ("job", rest.job(job()).await.err()),
        ("checkpoints", rest.checkpoints(job()).await.err()),
        ("checkpoint", rest.checkpoint(job(), 1).await.err()),
        ("checkpoint_config", rest.checkpoint_config(job()).await.err()),
        ("exceptions", rest.exceptions(job(), 3).await.err()),
        ("job_config", rest.job_config(job()).await.err()),
        ("job_metrics", rest.job_metrics(job(), &["a"]).await.err()),
        ("vertex_metrics", rest.vertex_metrics(job(), "v", &["a"]).await.err()),
        ("watermarks", rest.watermarks(job(), "v").await.err()),
        ("backpressure", rest.backpressure(job(), "v").await.err()),
        ("savepoint_status", rest.savepoint_status(job(), trigger).await.err()),
        ("checkpoint_status", rest.checkpoint_status(job(), trigger).await.err()),
        ("savepoint_disposal_status", rest.savepoint_disposal_status(trigger).await.err()),
        ("jars", rest.jars().await.err()),
        ("trigger_checkpoint", operator.trigger_checkpoint(job(), trigger).await.err()),
        ("upload_jar", operator.upload_jar("a", &b"b"[..]).await.err()),
        ("run_jar", operator.run_jar("a", &RunJar::default()).await.err()),
        ("jar_plan", operator.jar_plan("a", &RunJar::default()).await.err()),
    ]
}

#[tokio::test]
async fn what_is_no_answer_is_nonsense_to_every_call() {
    let nested = "[{\"a\":".repeat(5_000);
    for body in ["", "1", "{}", "<html>Sign in</html>", "{\"history\":{}}", "{\"status\":[]}", &nested] {
        let body = body.to_owned();
        let server = StandIn::new(move |_| Html(body.clone())).await;
        for (call, error) in ask_everything(&server).await {
            assert!(matches!(error, Some(Error::Nonsense { .. })), "{call}: {error:?}");
        }
    }
}

#[tokio::test]
async fn strange_checkpoints_are_left_out_and_strange_numbers_are_none() {
    let body = r#"{"counts":null,"summary":{"state_size":{"min":"NaN","max":1e308,"avg":null}},
        "latest":{"completed":{"id":"x"},"restored":{"id":3,"external_path":"<checkpoint-not-externally-addressable>"}},
        "history":[null,7,{"id":-1,"status":"COMPLETED"},
        {"id":18446744073709551615,"status":"RESTING","state_size":-1,"end_to_end_duration":"NaN","num_subtasks":1e20,
         "trigger_timestamp":"soon","external_path":{},"is_savepoint":"yes","more":[]}]}"#;
    let checkpoints = answering(body).await.checkpoints(job()).await.unwrap();
    assert_eq!((checkpoints.counts.total, checkpoints.latest.completed.is_some()), (0, false));
    let size = checkpoints.summary.state_size;
    assert_eq!((size.min, size.max, size.avg), (None, Some(1e308), None));
    assert_eq!(checkpoints.latest.restored.unwrap().external_path, None);
    let [only] = &checkpoints.history[..] else { panic!("{:?}", checkpoints.history) };
    assert_eq!((only.id, only.status, only.state_size), (u64::MAX, CheckpointStatus::Unknown, None));
    assert_eq!((only.end_to_end_duration, only.num_subtasks, only.is_savepoint), (None, 0, false));
    assert_eq!((only.trigger_timestamp, &only.external_path), (None, &None));
}

#[tokio::test]
async fn a_job_that_only_checkpoints_when_asked_has_no_interval() {
    let body = r#"{"mode":"exactly_once","interval":9223372036854775807,"externalization":7}"#;
    let config = answering(body).await.checkpoint_config(job()).await.unwrap();
    assert_eq!((config.interval, config.externalization.enabled), (None, false));
}

#[tokio::test]
async fn an_endless_stack_trace_is_cut_and_the_root_of_an_old_flink_is_taken() {
    let trace = format!("a.B: {}\\n\\tat c", "é".repeat(200_000));
    let body = format!(r#"{{"root-exception":"{trace}","timestamp":5,"exceptionHistory":{{"entries":null}}}}"#);
    let rest = StandIn::new(move |_| json(body.clone())).await.flink().rest();
    let exceptions = rest.exceptions(job(), 10).await.unwrap();
    let root = exceptions.root().unwrap();
    assert_eq!((root.name.as_str(), root.stacktrace.chars().count(), root.timestamp), ("a.B", 64_000, Some(5)));
}

#[tokio::test]
async fn failures_within_failures_are_not_followed() {
    let body = r#"{"exceptionHistory":{"entries":[{"exceptionName":"a","concurrentExceptions":[
        {"exceptionName":"b","location":"h:1","concurrentExceptions":[{"exceptionName":"c"}]},4]},"x"],"truncated":1}}"#;
    let exceptions = answering(body).await.exceptions(job(), 10).await.unwrap();
    let [only] = &exceptions.history[..] else { panic!("{exceptions:?}") };
    assert_eq!((only.concurrent[0].name.as_str(), only.concurrent[0].endpoint.as_deref()), ("b", Some("h:1")));
    assert!(only.concurrent.len() == 1 && only.concurrent[0].concurrent.is_empty());
}

#[tokio::test]
async fn metrics_that_are_no_numbers_are_left_out() {
    let body = r#"[{"id":"a","value":"NaN"},{"id":"b","value":"n/a"},{"id":"c"},{"value":"1"},{"id":"d","value":"1e3"},
        {"id":"e","value":2,"min":"Infinity","sum":"3"},7]"#;
    let rest = answering(body).await;
    let metrics = rest.job_metrics(job(), &["a"]).await.unwrap();
    assert_eq!(metrics, [("d".into(), 1000.0), ("e".into(), 2.0)].into());
    let metrics = rest.vertex_metrics(job(), "v", &["a"]).await.unwrap();
    assert_eq!((metrics["e"].min, metrics["e"].sum), (None, Some(3.0)));
}

#[tokio::test]
async fn watermarks_are_sorted_and_keep_the_end_of_the_input() {
    let body = r#"[{"id":"10.currentInputWatermark","value":"9223372036854775807"},{"id":"x.y","value":"1"},
        {"id":"2.currentInputWatermark","value":"NaN"}]"#;
    let watermarks = answering(body).await.watermarks(job(), "v").await.unwrap();
    let seen: Vec<_> = watermarks.iter().map(|watermark| (watermark.subtask, watermark.value)).collect();
    assert_eq!(seen, [(2, None), (10, Some(i64::MAX))]);
}

#[tokio::test]
async fn an_unknown_level_of_backpressure_is_unknown() {
    let body = r#"{"status":"ok","backpressureLevel":"huge","backpressure-level":"huge","subtasks":[
        {"subtask":0,"backpressureLevel":"high","backpressure-level":"high","ratio":"NaN","busyRatio":0.5}]}"#;
    let pressure = answering(body).await.backpressure(job(), "v").await.unwrap();
    assert_eq!((pressure.level, pressure.subtasks[0].level), (BackpressureLevel::Unknown, BackpressureLevel::High));
    assert_eq!((pressure.subtasks[0].backpressured, pressure.subtasks[0].busy), (None, Some(0.5)));
}

#[tokio::test]
async fn a_plan_that_is_none_does_not_hide_the_job() {
    let body = r#"{"jid":"07070707070707070707070707070707","name":"n","state":"RUNNING","plan":"later"}"#;
    assert!(answering(body).await.job(job()).await.unwrap().plan.nodes.is_empty());
}

#[tokio::test]
async fn a_savepoint_that_lies_nowhere_is_nonsense_and_one_that_failed_without_words_failed() {
    let nowhere = answering(r#"{"status":{"id":"COMPLETED"},"operation":{}}"#).await;
    let trigger = TriggerId::from_bytes([1; 16]);
    assert!(matches!(nowhere.savepoint_status(job(), trigger).await, Err(Error::Nonsense { .. })));
    assert_eq!(nowhere.savepoint_disposal_status(trigger).await.unwrap(), TriggerStatus::Completed(()));
    let failed = answering(r#"{"status":{"id":"COMPLETED"},"operation":{"failure-cause":{}}}"#).await;
    let status = failed.savepoint_status(job(), trigger).await.unwrap();
    assert!(matches!(status, TriggerStatus::Failed { cause } if cause.root_cause.is_empty()));
}
