//! A statement that is run to its end.

use crate::stand_in::{StandIn, json, recording};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use engine::{
    Error,
    gateway::{Executed, Submission},
};
use serde_json::{Value, json as value};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

const SESSION: &str = "00000000-0000-0000-0000-000000000000";

fn recorded(name: &str) -> Response {
    let recording: Value = serde_json::from_str(&recording(&format!("gateway-1.20/{name}.json"))).unwrap();
    let status = StatusCode::from_u16(recording["status"].as_u64().unwrap() as u16).unwrap();
    (status, json(recording["response"].to_string())).into_response()
}

/// Takes any statement, and answers with its pages (by their number, and how often one was asked for) to it.
async fn gateway(pages: impl Fn(&str, usize) -> Response + Clone + Send + Sync + 'static) -> StandIn {
    let times = Arc::new(AtomicUsize::new(0));
    StandIn::new(move |path| match path.split('?').next().unwrap().rsplit('/').next().unwrap() {
        "statements" => recorded("select_batch_0_submit"),
        "close" => recorded("op_close"),
        number => pages(number, times.fetch_add(1, Ordering::Relaxed)),
    })
    .await
}

async fn execute(server: &StandIn) -> Result<Executed, Error> {
    let submission = Submission { statement: "INSERT INTO a SELECT 1".into(), ..Submission::default() };
    server.gateway().execute(SESSION.parse().unwrap(), &submission).await
}

fn was_closed(server: &StandIn) -> bool {
    server.all().iter().any(|asked| asked.starts_with("DELETE ") && asked.ends_with("/close"))
}

#[tokio::test]
async fn an_insert_is_waited_for_through_pauses_and_a_proxy_that_stumbles() {
    let server = gateway(|number, time| match (number, time) {
        ("0", 0) => recorded("select_batch_1_not_ready"),
        ("0", _) => recorded("insert_batch_1_payload_rows"),
        (_, 2) => (StatusCode::BAD_GATEWAY, "<html>").into_response(),
        _ => recorded("select_batch_1_eos"),
    })
    .await;
    let executed = execute(&server).await.unwrap();
    assert_eq!(executed.job_id.unwrap().to_string(), "9bba5364f3db6c8a4d8555b4433d6ddf");
    assert_eq!(executed.first_text(), Some("9bba5364f3db6c8a4d8555b4433d6ddf"));
    assert_eq!((executed.columns[0].name.as_str(), executed.is_cut), ("job id", false));
    assert!(was_closed(&server) && server.times() == 6, "{:?}", server.all());
}

#[tokio::test]
async fn a_query_of_many_rows_is_left_after_those_that_are_kept() {
    let server = gateway(|number, _| {
        let next = number.parse::<usize>().unwrap() + 1;
        let rows = vec![value!({"kind": "INSERT", "fields": [number, 1]}); 60];
        json(
            value!({
                "resultType": "PAYLOAD", "isQueryResult": true, "results": {"columns": [], "data": rows},
                "nextResultUri": format!("/v2/sessions/s/operations/o/result/{next}?rowFormat=JSON")
            })
            .to_string(),
        )
    })
    .await;
    let executed = execute(&server).await.unwrap();
    assert_eq!((executed.rows.len(), executed.is_cut, executed.job_id), (100, true, None));
    assert!(was_closed(&server) && server.times() == 4);
}

#[tokio::test]
async fn a_statement_that_fails_is_told_from_a_job_that_is_there_and_from_a_session_that_is_not() {
    let server = gateway(|_, _| recorded("error_validate_1_error500")).await;
    let error = execute(&server).await.unwrap_err();
    assert!(
        matches!(&error, Error::Statement(failure) if failure.root_cause == "Object 'nope' not found"),
        "{error:?}"
    );
    assert!(was_closed(&server));

    let trace =
        "a.B: x\nCaused by: org.apache.flink.runtime.client.DuplicateJobSubmissionException: Job again.\n\tat y";
    let body = value!({"errors": ["Internal server error.", trace]}).to_string();
    let server = gateway(move |_, _| (StatusCode::INTERNAL_SERVER_ERROR, json(body.clone())).into_response()).await;
    assert!(matches!(execute(&server).await, Err(Error::DuplicateJob)));

    let server = gateway(|_, _| recorded("error_unknown_session")).await;
    assert!(matches!(execute(&server).await, Err(Error::SessionLost)));
    assert!(!was_closed(&server));
    let server = StandIn::recorded_gateway("error_unknown_session").await;
    assert!(matches!(execute(&server).await, Err(Error::SessionLost)));
    assert_eq!(server.times(), 1);
}

#[tokio::test]
async fn a_gateway_that_is_gone_is_given_up_after_some_tries() {
    let server = gateway(|_, _| (StatusCode::SERVICE_UNAVAILABLE, "<html>").into_response()).await;
    assert!(execute(&server).await.unwrap_err().is_transient());
    assert_eq!(server.times(), 7);
    assert!(!was_closed(&server));
}

#[tokio::test]
async fn a_statement_is_handed_in_once_whatever_becomes_of_it() {
    let server = StandIn::new(|_| (StatusCode::BAD_GATEWAY, "<html>")).await;
    assert!(execute(&server).await.unwrap_err().is_transient());
    assert_eq!(server.times(), 1);
}
