//! What a gateway of Flink 1.20.3 answered, call by call.

use crate::stand_in::StandIn;
use engine::{
    Error,
    gateway::{NewSession, Page, Payload, ResultKind, RowFormat, Submission, Token},
};
use http::Method;
use model::flink::{
    OperationHandle, OperationStatus, SessionHandle,
    rows::{Cell, ChangeKind, read_cells},
};

const SESSION: &str = "025f68f3-fe40-4db5-a73c-93f2fe847f0c";
const OPERATION: &str = "98b63d7f-61e8-4b19-b65b-94300a5fa5e0";

fn handles() -> (SessionHandle, OperationHandle) {
    (SESSION.parse().unwrap(), OPERATION.parse().unwrap())
}

async fn fetch(recording: &str, token: u64) -> Result<Page, Error> {
    let server = StandIn::recorded_gateway(recording).await;
    let page = server.gateway().fetch(handles(), Token::new(token), RowFormat::Json).await;
    let path = format!("/v2/sessions/{SESSION}/operations/{OPERATION}/result/{token}?rowFormat=JSON");
    assert_eq!(server.last().path, path);
    page
}

async fn payload(recording: &str, token: u64) -> Payload {
    match fetch(recording, token).await.unwrap() {
        Page::Payload(payload) => payload,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_gateway_says_what_it_is() {
    let info = StandIn::recorded_gateway("info").await.flink().gateway().unwrap().info().await.unwrap();
    assert_eq!((info.product.as_str(), info.version.as_str()), ("Apache Flink", "1.20.3"));
    let versions = StandIn::recorded_gateway("api_versions").await.flink().gateway().unwrap().api_versions().await;
    assert_eq!(versions.unwrap(), [1, 2, 3]);
}

#[tokio::test]
async fn a_session_is_opened_kept_configured_and_closed() {
    let server = StandIn::recorded_gateway("session_open").await;
    let new = NewSession { name: Some("sql".into()), properties: [("a".into(), "b".into())].into() };
    assert_eq!(server.gateway().open_session(&new).await.unwrap().to_string(), SESSION);
    assert_eq!(server.last().body, serde_json::json!({"sessionName": "sql", "properties": {"a": "b"}}));

    let (session, _) = handles();
    StandIn::recorded_gateway("session_heartbeat").await.gateway().heartbeat(session).await.unwrap();
    let server = StandIn::recorded_gateway("configure_session").await;
    server.gateway().configure(session, "SET 'a' = 'b'").await.unwrap();
    assert_eq!(server.last().path, format!("/v2/sessions/{SESSION}/configure-session"));
    StandIn::recorded_gateway("session_close").await.gateway().close_session(session).await.unwrap();

    let refused = StandIn::recorded_gateway("configure_session_refused").await.gateway().configure(session, "x").await;
    let Err(Error::Statement(failure)) = refused else { panic!("{refused:?}") };
    assert!(failure.root_cause.starts_with("Unsupported statement for configuring session:SELECT 1\nThe configure"));
}

#[tokio::test]
async fn a_statement_is_handed_in_with_its_own_settings() {
    let server = StandIn::recorded_gateway("select_batch_0_submit").await;
    let submission = Submission {
        statement: "SELECT 1".into(),
        execution_config: [("$internal.pipeline.job-id".into(), "20b8fb877711ba8e41ef825ceea374f1".into())].into(),
    };
    let operation = server.gateway().submit(handles().0, &submission).await.unwrap();
    assert_eq!(operation.to_string(), OPERATION);
    let expected = serde_json::json!({
        "statement": "SELECT 1",
        "executionConfig": {"$internal.pipeline.job-id": "20b8fb877711ba8e41ef825ceea374f1"}
    });
    assert_eq!(server.last().body, expected);
}

#[tokio::test]
async fn the_pages_of_a_query_lead_to_its_end() {
    assert!(matches!(fetch("select_batch_1_not_ready", 0).await.unwrap(), Page::NotReady));
    let page = payload("select_batch_1_payload_rows", 3).await;
    assert_eq!(page.next_token, Token::new(4));
    assert_eq!(page.job_id.unwrap().to_string(), "20b8fb877711ba8e41ef825ceea374f1");
    assert!(page.is_query && page.result_kind == Some(ResultKind::SuccessWithContent));
    let columns: Vec<String> = page.columns.iter().map(|c| format!("{} {}", c.name, c.logical_type)).collect();
    assert_eq!(columns, ["c BIGINT NOT NULL", "m INT"]);
    assert_eq!(page.rows.iter().map(|row| row.fields).collect::<Vec<_>>(), ["[5,-1899016690]"]);
    assert!(matches!(fetch("select_batch_1_eos", 4).await.unwrap(), Page::EndOfStream));
}

#[tokio::test]
async fn a_changelog_keeps_what_each_row_does() {
    let page = payload("select_changelog_1_payload_rows", 3).await;
    let kinds: Vec<ChangeKind> = page.rows.iter().map(|row| row.kind).collect();
    use ChangeKind::{Insert, UpdateAfter, UpdateBefore};
    assert_eq!(kinds[..5], [Insert, Insert, Insert, UpdateBefore, UpdateAfter]);
}

#[tokio::test]
async fn every_type_is_read_and_a_decimal_has_its_digits_back() {
    let page = payload("types_json_1_payload_rows", 6).await;
    let row = page.rows.iter().next().unwrap();
    let cells = read_cells(row.fields).unwrap();
    assert_eq!(cells.len(), page.columns.len());
    let shown = |at: usize| cells[at].text(&page.columns[at].logical_type);
    assert_eq!((cells[1].clone(), shown(1).unwrap().as_ref()), (Cell::Number("2.5".into()), "2.50"));
    assert_eq!((shown(3).unwrap().as_ref(), shown(11)), ("TRUE", None));
    let summaries: Vec<String> = page.columns.iter().map(|column| column.logical_type.summary()).collect();
    assert_eq!(summaries[7], "TIMESTAMP_LTZ(3) NOT NULL");
    assert_eq!(summaries[9], "MAP<CHAR(1) NOT NULL, INT NOT NULL> NOT NULL");
    assert_eq!(summaries[10], "ROW<`EXPR$0` INT NOT NULL, `EXPR$1` CHAR(1) NOT NULL> NOT NULL");
}

#[tokio::test]
async fn an_insert_tells_its_job() {
    let page = payload("insert_batch_1_payload_rows", 0).await;
    assert_eq!(page.job_id.unwrap().to_string(), "9bba5364f3db6c8a4d8555b4433d6ddf");
    assert!(!page.is_query && page.columns[0].name == "job id");
}

#[tokio::test]
async fn a_statement_that_is_wrong_says_what_and_keeps_the_place_in_its_trace() {
    let error = fetch("error_validate_1_error500", 0).await.unwrap_err();
    let Error::Statement(failure) = error else { panic!("{error:?}") };
    assert_eq!(failure.root_cause, "Object 'nope' not found");
    assert!(failure.trace.contains("From line 1, column 15 to line 1, column 18: Object 'nope' not found"));
    let error = fetch("error_parse_1_error500", 0).await.unwrap_err();
    assert_eq!(error.failure().unwrap().root_cause, "Non-query expression encountered in illegal context");
}

#[tokio::test]
async fn failures_of_the_gateway_itself_are_told_apart() {
    let error = fetch("error_bad_token", 63).await.unwrap_err();
    assert!(matches!(&error, Error::WrongToken { said } if said.contains("56 or 55")), "{error:?}");

    let lost: SessionHandle = "00000000-0000-0000-0000-000000000000".parse().unwrap();
    let server = StandIn::recorded_gateway("error_unknown_session").await;
    let reader = server.flink().gateway().unwrap();
    assert!(matches!(reader.session_properties(lost).await, Err(Error::SessionLost)));
    assert!(matches!(server.gateway().heartbeat(lost).await, Err(Error::SessionLost)));
    server.gateway().close_session(lost).await.unwrap();
    server.gateway().close_operation(lost, handles().1).await.unwrap();

    let (session, operation) = handles();
    let cancelled = StandIn::recorded_gateway("op_cancel").await.gateway().cancel_operation(session, operation).await;
    let Err(Error::Failed(failure)) = cancelled else { panic!("{cancelled:?}") };
    assert!(failure.root_cause.starts_with("Failed to convert the Operation Status from FINISHED"));

    let server = StandIn::recorded_gateway("error_unknown_path").await;
    assert!(matches!(server.flink().gateway().unwrap().info().await, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn an_operation_is_looked_at_and_closed() {
    let (session, operation) = handles();
    let server = StandIn::recorded_gateway("op_status_running").await;
    let status = server.flink().gateway().unwrap().status(session, operation).await.unwrap();
    assert_eq!(status, OperationStatus::Finished);
    let server = StandIn::recorded_gateway("op_close").await;
    server.gateway().close_operation(session, operation).await.unwrap();
    assert_eq!(server.last().method, Method::DELETE);
}

#[tokio::test]
async fn completions_are_asked_for_with_a_body_on_a_get() {
    let server = StandIn::recorded_gateway("complete_table").await;
    let found = server.gateway().complete_statement(handles().0, "SELECT * FROM ge", 16).await.unwrap();
    assert_eq!(found, ["default_catalog.default_database.gen", "default_catalog.default_database.gen5"]);
    assert_eq!(server.last().method, Method::GET);
    assert_eq!(server.last().body, serde_json::json!({"statement": "SELECT * FROM ge", "position": 16}));
}
