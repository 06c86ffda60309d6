//! What a JobManager is asked to do with jobs and jars, word for word.

use crate::stand_in::{StandIn, json, recording};
use axum::{http::StatusCode, response::IntoResponse};
use engine::{
    Error,
    connection::{ClusterConnection, Credentials},
    rest::{NewSavepoint, RunJar, SavepointFormat, StopJob, TriggerId, TriggerStatus},
};
use model::flink::FlinkJobId;
use serde_json::{Value, json as value};

const JAR: &str = "708dedcd-bec0-4c88-996e-685aee91d10a_live120.jar";

fn job() -> FlinkJobId {
    "92b6735deda398222076cd63d46433db".parse().unwrap()
}

fn trigger() -> TriggerId {
    TriggerId::from_bytes([7; 16])
}

async fn takes(trigger: TriggerId) -> StandIn {
    StandIn::new(move |_| (StatusCode::ACCEPTED, json(value!({"request-id": trigger}).to_string()))).await
}

fn asked(server: &StandIn) -> (String, Value) {
    let last = server.last();
    (format!("{} {}", last.method, last.path), last.body)
}

#[tokio::test]
async fn each_act_carries_the_id_that_was_chosen_for_it() {
    let server = takes(trigger()).await;
    let operator = server.operator();
    let (of_job, id) = (format!("/jobs/{}", job()), "07".repeat(16));

    let stop = StopJob {
        trigger: trigger(),
        target_directory: Some("file:///s/1".into()),
        drain: true,
        format: SavepointFormat::Native,
    };
    assert_eq!(operator.stop_job(job(), &stop).await.unwrap(), trigger());
    let body = value!({"triggerId": id, "targetDirectory": "file:///s/1", "drain": true, "formatType": "NATIVE"});
    assert_eq!(asked(&server), (format!("POST {of_job}/stop"), body));

    let new = NewSavepoint { trigger: trigger(), target_directory: None, format: SavepointFormat::default() };
    operator.trigger_savepoint(job(), &new).await.unwrap();
    let body = value!({"triggerId": id, "formatType": "CANONICAL"});
    assert_eq!(asked(&server), (format!("POST {of_job}/savepoints"), body));

    operator.trigger_checkpoint(job(), trigger()).await.unwrap();
    let body = value!({"triggerId": id, "checkpointType": "CONFIGURED"});
    assert_eq!(asked(&server), (format!("POST {of_job}/checkpoints"), body));

    operator.dispose_savepoint("file:///s/1/savepoint-1").await.unwrap();
    let body = value!({"savepoint-path": "file:///s/1/savepoint-1"});
    assert_eq!(asked(&server), ("POST /savepoint-disposal".into(), body));
}

#[tokio::test]
async fn how_far_an_act_is_is_asked_for_by_its_id() {
    let body = r#"{"status":{"id":"COMPLETED"},"operation":{"location":"file:/s/savepoint-1","checkpointId":5}}"#;
    let server = StandIn::new(move |_| json(body)).await;
    let rest = server.flink().rest();
    let id = trigger();
    let location = rest.savepoint_status(job(), id).await.unwrap();
    assert_eq!(location, TriggerStatus::Completed("file:/s/savepoint-1".into()));
    assert_eq!(rest.checkpoint_status(job(), id).await.unwrap(), TriggerStatus::Completed(5));
    assert_eq!(rest.savepoint_disposal_status(id).await.unwrap(), TriggerStatus::Completed(()));
    let paths = [format!("/jobs/{}/savepoints/{id}", job()), format!("/jobs/{}/checkpoints/{id}", job())];
    assert_eq!(server.all(), [&paths[0], &paths[1], &format!("/savepoint-disposal/{id}")].map(|p| format!("GET {p}")));
}

#[tokio::test]
async fn a_jar_is_uploaded_as_a_form_with_our_credentials() {
    let server = StandIn::new(|_| json(recording("rest-1.20/upload.json"))).await;
    let mut connection = ClusterConnection::local(server.url.clone(), None);
    connection.credentials = Credentials::Bearer("t0ken".into());
    let flink = connection.open(&crate::stand_in::egress()).unwrap();
    let operator = flink.rest_operator(&model::authority::SystemScope::of_the_server());
    assert_eq!(operator.upload_jar("live120.jar", &b"PK\x03\x04\r\n--"[..]).await.unwrap(), JAR);

    let last = server.last();
    assert_eq!(
        (last.path.as_str(), &last.headers["authorization"]),
        ("/jars/upload", &"Bearer t0ken".parse().unwrap())
    );
    let boundary =
        last.headers["content-type"].to_str().unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\"live120.jar\"\r\n\
         Content-Type: application/x-java-archive\r\n\r\nPK\u{3}\u{4}\r\n--\r\n--{boundary}--\r\n"
    );
    assert_eq!(String::from_utf8_lossy(&last.bytes), expected);
}

#[tokio::test]
async fn a_jar_is_run_with_what_is_set_and_nothing_else() {
    let server = StandIn::new(|_| json(recording("rest-2.3/run.json"))).await;
    let operator = server.operator();
    let started = operator.run_jar(JAR, &RunJar::default()).await.unwrap();
    assert_eq!(started.to_string(), "75df2e3cab065a5066198c6a1e9f3265");
    assert_eq!(asked(&server), (format!("POST /jars/{JAR}/run"), value!({"programArgsList": []})));
    let run = RunJar {
        entry_class: Some("a.B".into()),
        arguments: vec!["--x".into(), "a b".into()],
        parallelism: Some(2),
        job_id: Some(job()),
        savepoint_path: Some("file:///s".into()),
        allow_non_restored_state: Some(false),
        flink_configuration: [("pipeline.name".into(), "n".into())].into(),
    };
    operator.run_jar(JAR, &run).await.unwrap();
    let expected = value!({
        "entryClass": "a.B", "programArgsList": ["--x", "a b"], "parallelism": 2, "jobId": job(),
        "savepointPath": "file:///s", "allowNonRestoredState": false, "flinkConfiguration": {"pipeline.name": "n"}
    });
    assert_eq!(asked(&server).1, expected);
}

#[tokio::test]
async fn a_run_that_is_refused_says_why() {
    let cases = [
        (400, "a.B: x\nCaused by: org.apache.flink.runtime.client.DuplicateJobSubmissionException: Job again.\n\tat y"),
        (500, "org.apache.flink.runtime.rest.handler.RestHandlerException: Jar file /tmp/x.jar does not exist"),
        (400, "a.B: x\nCaused by: java.lang.IllegalStateException: this does not exist\n\tat y"),
    ];
    let mut errors = vec![];
    for (status, text) in cases {
        let status = StatusCode::from_u16(status).unwrap();
        let server =
            StandIn::new(move |_| (status, json(value!({"errors": [text]}).to_string())).into_response()).await;
        errors.push(server.operator().run_jar(JAR, &RunJar::default()).await.unwrap_err());
    }
    assert!(matches!(errors[0], Error::DuplicateJob), "{errors:?}");
    assert!(matches!(errors[1], Error::NotFound(_)), "{errors:?}");
    assert!(matches!(&errors[2], Error::BadRequest(failure) if failure.root_cause == "this does not exist"));
}

#[tokio::test]
async fn a_jar_that_is_gone_is_deleted() {
    let text = value!({"errors": ["File x.jar does not exist in /tmp."]}).to_string();
    let server = StandIn::new(move |_| (StatusCode::BAD_REQUEST, json(text.clone()))).await;
    server.operator().delete_jar("x.jar").await.unwrap();
    assert_eq!(server.all(), ["DELETE /jars/x.jar"]);
}
