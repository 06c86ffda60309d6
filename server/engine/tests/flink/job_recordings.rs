//! What JobManagers of Flink 1.20.5 and 2.3.0 answered about a job.

use crate::stand_in::{StandIn, json, recording};
use axum::{http::StatusCode, response::IntoResponse};
use engine::{
    Error,
    rest::{BackpressureLevel, CheckpointStatus, Watermark},
};
use model::flink::FlinkJobId;

const VERTEX: &str = "90bea66de1c231edf33913ecd54406c1";

/// Answers each path with its recording; what went wrong, with that of a job that failed.
async fn jobmanager(version: &'static str) -> StandIn {
    StandIn::new(move |path| {
        let segments: Vec<&str> = path.split('?').next().unwrap().trim_matches('/').split('/').skip(2).collect();
        let name = match segments[..] {
            [] => "jobs_JID",
            ["checkpoints"] => "jobs_JID_checkpoints",
            ["checkpoints", "config"] => "jobs_JID_checkpoints_config",
            ["checkpoints", "details", "6"] => "checkpoint",
            ["config"] => "jobs_JID_config",
            ["exceptions"] => "exceptions",
            ["metrics"] => "jobs_JID_metrics",
            ["vertices", VERTEX, "backpressure"] => "v_backpressure",
            ["vertices", VERTEX, "subtasks", "metrics"] => "v_subtasks_metrics",
            ["vertices", VERTEX, "watermarks"] => "v_watermarks",
            _ => return (StatusCode::NOT_FOUND, r#"{"errors":["Not found."]}"#).into_response(),
        };
        json(recording(&format!("rest-{version}/{name}.json")))
    })
    .await
}

fn job() -> FlinkJobId {
    "92b6735deda398222076cd63d46433db".parse().unwrap()
}

#[tokio::test]
async fn checkpoints_are_read_with_what_they_took() {
    for (version, total, in_history) in [("1.20", 7, 6), ("2.3", 8, 7)] {
        let rest = jobmanager(version).await.flink().rest();
        let checkpoints = rest.checkpoints(job()).await.unwrap();
        assert_eq!((checkpoints.counts.total, checkpoints.counts.completed, checkpoints.counts.failed), (total, 6, 1));
        assert_eq!(checkpoints.summary.state_size.max, Some(9596.0));
        let latest = checkpoints.latest.completed.unwrap();
        assert_eq!((latest.id, latest.status, latest.state_size), (6, CheckpointStatus::Completed, Some(9596)));
        assert!(latest.external_path.unwrap().ends_with("/chk-6") && !latest.is_savepoint && !latest.discarded);
        assert_eq!((checkpoints.latest.savepoint, checkpoints.latest.restored), (None, None));
        let done = checkpoints.history.iter().filter(|each| each.status == CheckpointStatus::Completed);
        assert_eq!((done.count(), checkpoints.history.len()), (6, in_history));

        let detail = rest.checkpoint(job(), 6).await.unwrap();
        assert_eq!((detail.checkpoint.id, detail.tasks[VERTEX].state_size), (6, Some(9596)));
        let config = rest.checkpoint_config(job()).await.unwrap();
        assert_eq!(
            (config.mode.as_str(), config.interval, config.timeout),
            ("exactly_once", Some(2000), Some(600_000))
        );
        assert!(!config.externalization.enabled && config.externalization.delete_on_cancellation);
    }
}

#[tokio::test]
async fn a_checkpoint_that_goes_on_has_no_end_yet() {
    let history = jobmanager("2.3").await.flink().rest().checkpoints(job()).await.unwrap().history;
    let running = &history[0];
    assert_eq!((running.id, running.status), (7, CheckpointStatus::InProgress));
    assert_eq!(
        (running.latest_ack_timestamp, running.end_to_end_duration, &running.external_path),
        (None, None, &None)
    );
    assert_eq!((running.num_subtasks, running.num_acknowledged_subtasks), (4, 0));
}

#[tokio::test]
async fn both_lines_tell_what_a_job_failed_for() {
    for version in ["1.20", "2.3"] {
        let server = jobmanager(version).await;
        let exceptions = server.flink().rest().exceptions(job(), 10).await.unwrap();
        assert!(server.last().path.ends_with("/exceptions?maxExceptions=10"));
        assert_eq!((exceptions.history.len(), exceptions.truncated), (3, false));
        let root = exceptions.root().unwrap();
        assert_eq!((root.name.as_str(), root.task_name.as_ref()), ("org.apache.flink.runtime.JobException", None));
        assert_eq!(root.failure().root_cause, "/ by zero");
        let task = &root.concurrent[0];
        assert_eq!(task.task_name.as_deref(), Some("Source: src[11] -> Calc[12] (1/1) - execution #2"));
        assert!(task.endpoint.as_ref().unwrap().starts_with("localhost:") && task.task_manager_id.is_some());
        assert!(exceptions.history[1].timestamp < root.timestamp);

        let cut = server.flink().rest().exceptions(job(), 1).await.unwrap();
        assert_eq!((cut.history.len(), cut.truncated), (1, true));
    }
}

#[tokio::test]
async fn a_job_that_did_not_fail_has_no_exceptions() {
    for version in ["1.20", "2.3"] {
        let body = recording(&format!("rest-{version}/no_exceptions.json"));
        let rest = StandIn::new(move |_| json(body.clone())).await.flink().rest();
        assert_eq!(rest.exceptions(job(), 10).await.unwrap().root(), None);
    }
}

#[tokio::test]
async fn the_plan_comes_with_the_job() {
    for version in ["1.20", "2.3"] {
        let rest = jobmanager(version).await.flink().rest();
        let plan = rest.job(job()).await.unwrap().plan;
        let (group, source) = (&plan.nodes[0], &plan.nodes[1]);
        assert_eq!((group.id.as_str(), group.parallelism), (VERTEX, 2));
        assert!(group.description.ends_with("\n+- snk[10]: Writer"), "{}", group.description);
        assert_eq!((group.inputs[0].id.as_str(), group.inputs[0].ship_strategy.as_str()), (source.id.as_str(), "HASH"));
        assert!(source.inputs.is_empty() && group.inputs[0].exchange == "pipelined_bounded");
        let config = rest.job_config(job()).await.unwrap();
        assert_eq!((config.job_parallelism, config.user_config.len()), (Some(2), 0));
        assert_eq!(config.execution_mode.is_some(), version == "1.20");
    }
}

#[tokio::test]
async fn metrics_are_numbers_by_name() {
    for version in ["1.20", "2.3"] {
        let server = jobmanager(version).await;
        let rest = server.flink().rest();
        let metrics = rest.job_metrics(job(), &["uptime", "numRestarts"]).await.unwrap();
        assert_eq!((metrics["numRestarts"], metrics.len()), (0.0, 3));
        assert!(server.last().path.ends_with("/metrics?get=uptime%2CnumRestarts"));
        let metrics = rest.vertex_metrics(job(), VERTEX, &["numRecordsInPerSecond"]).await.unwrap();
        let rate = metrics["numRecordsInPerSecond"];
        assert_eq!((rate.sum, rate.avg), (Some(40.0), None));
        assert!(server.last().path.ends_with("?get=numRecordsInPerSecond&agg=min%2Cmax%2Csum%2Cavg"));
        let none = [0, 1].map(|subtask| Watermark { subtask, value: None });
        assert_eq!(rest.watermarks(job(), VERTEX).await.unwrap(), none);
        let pressure = rest.backpressure(job(), VERTEX).await.unwrap();
        assert_eq!((pressure.level, pressure.status.as_str()), (BackpressureLevel::Ok, "ok"));
        let subtask = pressure.subtasks[1];
        assert_eq!((subtask.subtask, subtask.backpressured, subtask.idle), (1, Some(0.0), Some(1.0)));

        let asked = server.times();
        assert!(rest.job_metrics(job(), &[]).await.unwrap().is_empty() && server.times() == asked);
    }
}

#[tokio::test]
async fn a_job_without_checkpoints_is_told_from_one_that_has_none_yet() {
    let text = r#"{"errors":["Checkpointing has not been enabled."]}"#;
    let rest = StandIn::new(move |_| (StatusCode::NOT_FOUND, json(text))).await.flink().rest();
    assert!(matches!(rest.checkpoints(job()).await, Err(Error::NotFound(_))));
}
