//! What JobManagers of Flink 1.20.5 and 2.3.0 answered.

use crate::stand_in::{StandIn, json, recording};
use axum::{http::StatusCode, response::IntoResponse};
use engine::{
    Error,
    rest::{JobType, Process},
};
use http::Method;
use model::{authority::SystemScope, flink::JobStatus};

/// Answers each path with its recording.
async fn jobmanager(version: &'static str) -> StandIn {
    StandIn::new(move |path| {
        let segments: Vec<&str> = path.trim_matches('/').split('/').collect();
        let name = match segments[..] {
            ["overview"] => "overview",
            ["config"] => "config",
            ["jobs", "overview"] => "jobs_overview",
            ["jobs", id] if id.len() == 32 => "jobs_JID",
            ["jobs", _, "status"] => "jobs_JID_status",
            ["taskmanagers"] => "taskmanagers",
            ["taskmanagers", _, "logs"] => "tm_logs",
            ["jobmanager", "config"] => "jobmanager_config",
            _ => return (StatusCode::NOT_FOUND, r#"{"errors":["Not found."]}"#).into_response(),
        };
        json(recording(&format!("rest-{version}/{name}.json")))
    })
    .await
}

#[tokio::test]
async fn both_lines_are_understood() {
    for (version, full) in [("1.20", "1.20.5"), ("2.3", "2.3.0")] {
        let rest = jobmanager(version).await.flink().rest();
        let overview = rest.overview().await.unwrap();
        assert_eq!((overview.slots_total, overview.slots_available, overview.flink_version.as_str()), (4, 2, full));
        let config = rest.config().await.unwrap();
        assert!(config.flink_version == full && config.features.web_cancel);

        let jobs = rest.jobs().await.unwrap();
        let failed = jobs.iter().find(|job| job.name == "bad job").unwrap();
        assert!(failed.state == JobStatus::Failed && failed.end_time.is_some() && failed.tasks.failed == 1);
        let running = jobs.iter().find(|job| job.name == "my job").unwrap();
        assert!(running.end_time.is_none() && running.tasks.running == 4);

        let job = rest.job(running.jid).await.unwrap();
        assert_eq!((job.jid, job.job_type, job.vertices.len()), (running.jid, JobType::Streaming, 2));
        assert_eq!(rest.job_status(running.jid).await.unwrap(), JobStatus::Running);

        let taskmanagers = rest.taskmanagers().await.unwrap();
        assert_eq!((taskmanagers[0].slots_number, taskmanagers[0].total_resource.cpu_cores), (4, 2.0));
        let logs = rest.log_files(&Process::TaskManager(taskmanagers[0].id.clone())).await.unwrap();
        assert_eq!(logs[0].name, "jm.out");
        let settings = rest.jobmanager_config().await.unwrap();
        assert!(settings.iter().any(|setting| setting.key == "taskmanager.cpu.cores" && setting.value == "2.0"));
    }
}

#[tokio::test]
async fn a_job_is_cancelled_by_patch() {
    let server = StandIn::new(|_| (StatusCode::ACCEPTED, "{}")).await;
    let operator = server.flink().rest_operator(&SystemScope::of_the_server());
    let job = "92b6735deda398222076cd63d46433db".parse().unwrap();
    operator.cancel_job(job).await.unwrap();
    let asked = server.last();
    assert_eq!(
        (asked.method, asked.path.as_str()),
        (Method::PATCH, "/jobs/92b6735deda398222076cd63d46433db?mode=cancel")
    );
}

#[tokio::test]
async fn a_job_that_is_gone_is_not_found_and_one_that_ended_is_a_conflict() {
    let job = "92b6735deda398222076cd63d46433db".parse().unwrap();
    for (status, text) in [(404, "Job could not be found."), (409, "Job is not in a cancelable state.")] {
        let status = StatusCode::from_u16(status).unwrap();
        let server = StandIn::new(move |_| (status, serde_json::json!({"errors": [text]}).to_string())).await;
        let error = server.flink().rest_operator(&SystemScope::of_the_server()).cancel_job(job).await.unwrap_err();
        assert_eq!(error.failure().unwrap().root_cause, text);
        assert_eq!(matches!(error, Error::NotFound(_)), status == StatusCode::NOT_FOUND);
        assert_eq!(matches!(error, Error::Conflict(_)), status == StatusCode::CONFLICT);
    }
}

#[tokio::test]
async fn the_end_of_a_log_starts_at_a_line() {
    let log: String = (0..10_000).map(|number| format!("line {number} – ok\n")).collect();
    let size = log.len() as u64;
    let server = StandIn::new(move |_| log.clone()).await;
    let rest = server.flink().rest();
    let tail = rest.log_tail(&Process::JobManager, "../jm.log", 50).await.unwrap();
    assert_eq!(server.last().path, "/jobmanager/logs/..%2Fjm.log");
    assert_eq!(tail.text, "line 9998 – ok\nline 9999 – ok\n");
    assert!(tail.is_cut && tail.size == size);
    let whole = rest.log_tail(&Process::JobManager, "jm.log", 1 << 20).await.unwrap();
    assert!(!whole.is_cut && whole.text.starts_with("line 0 ") && whole.text.len() as u64 == size);
}
