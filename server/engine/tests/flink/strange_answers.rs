//! A gateway that answers nonsense, late, never, or with an HTML page.

use crate::stand_in::{StandIn, json};
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use engine::{
    Error,
    gateway::{GatewayOperator, Page, RowFormat, Token},
};
use model::flink::{OperationHandle, SessionHandle};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

const HANDLE: &str = "00000000-0000-0000-0000-000000000001";
const OK: &str = r#"{"resultType":"PAYLOAD","isQueryResult":true,"resultKind":"SUCCESS_WITH_CONTENT","results":
    {"columns":[{"name":"a","logicalType":{"type":"QUBIT","nullable":false}}],"rowFormat":"JSON",
    "data":[{"kind":"INSERT","fields":[1]}]},"nextResultUri":"/v9/x/result/1?rowFormat=JSON","more":1}"#;

/// Makes an answer.
type Answer = fn() -> Response;

fn handles() -> (SessionHandle, OperationHandle) {
    (HANDLE.parse().unwrap(), HANDLE.parse().unwrap())
}

async fn first_page(gateway: &GatewayOperator) -> Result<Page, Error> {
    gateway.fetch(handles(), Token::FIRST, RowFormat::Json).await
}

#[tokio::test]
async fn what_is_not_a_page_is_named_and_quoted() {
    let answers: [(Answer, &str); 6] = [
        (|| Html("<!doctype html>\n<title>Sign in</title>").into_response(), "<!doctype html> <title>Sign in</title>"),
        (|| json("{\"resultType\":\"PAYL"), "{\"resultType\":\"PAYL"),
        (|| json("[]"), "[]"),
        (|| vec![0xff_u8, 0xfe].into_response(), "\u{fffd}\u{fffd}"),
        (|| Redirect::to("/login").into_response(), "a redirect (303 See Other)"),
        (|| (StatusCode::IM_A_TEAPOT, "short and stout").into_response(), "418 I'm a teapot: short and stout"),
    ];
    for (answer, quoted) in answers {
        let gateway = StandIn::new(move |_| answer()).await.gateway();
        let error = first_page(&gateway).await.unwrap_err();
        assert!(matches!(&error, Error::Nonsense { got, .. } if got == quoted), "{error:?}");
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn a_long_html_page_is_quoted_by_its_start_only() {
    let gateway = StandIn::new(|_| Html("<p>".repeat(100_000))).await.gateway();
    let error = first_page(&gateway).await.unwrap_err();
    assert!(matches!(&error, Error::Nonsense { got, .. } if got.chars().count() == 200), "{error:?}");
}

#[tokio::test]
async fn a_type_that_is_not_known_does_not_stop_the_rows() {
    let gateway = StandIn::new(|_| json(OK)).await.gateway();
    let Page::Payload(page) = first_page(&gateway).await.unwrap() else { panic!("no payload") };
    assert_eq!((page.rows.len(), page.columns[0].logical_type.summary().as_str()), (1, "QUBIT NOT NULL"));
}

#[tokio::test]
async fn a_gateway_that_never_answers_is_given_up_and_one_that_is_late_is_waited_for() {
    let never = StandIn::slow(async |_| std::future::pending().await).await;
    let error = never.gateway().heartbeat(handles().0).await.unwrap_err();
    let timed_out = matches!(&error, Error::Unreachable(egress::Error::Timeout { connecting: false, .. }));
    assert!(timed_out && error.is_transient(), "{error:?}");

    let late = async |_| {
        tokio::time::sleep(Duration::from_millis(200)).await;
        json("{}")
    };
    StandIn::slow(late).await.gateway().heartbeat(handles().0).await.unwrap();
}

#[tokio::test]
async fn a_proxy_that_has_lost_its_gateway_is_asked_again_for_the_same_page() {
    let times = AtomicUsize::new(0);
    let times: &'static AtomicUsize = Box::leak(Box::new(times));
    let server = StandIn::new(|_| match times.fetch_add(1, Ordering::Relaxed) {
        0 => (StatusCode::BAD_GATEWAY, "<html>502</html>").into_response(),
        _ => json(OK),
    })
    .await;
    let gateway = server.gateway();
    assert!(first_page(&gateway).await.unwrap_err().is_transient());
    assert!(matches!(first_page(&gateway).await.unwrap(), Page::Payload(_)));
    assert_eq!(server.times(), 2);
}

#[tokio::test]
async fn a_page_that_skips_one_is_not_taken() {
    let gateway = StandIn::new(|_| json(OK.replace("result/1", "result/2"))).await.gateway();
    let error = first_page(&gateway).await.unwrap_err();
    assert!(matches!(&error, Error::Nonsense { got, .. } if got.contains("result/2")), "{error:?}");
}

#[tokio::test]
async fn credentials_that_are_not_taken_are_told_from_everything_else() {
    for status in [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN] {
        let gateway = StandIn::new(move |_| (status, Html("<h1>No</h1>"))).await.gateway();
        assert!(matches!(first_page(&gateway).await, Err(Error::Unauthorized { .. })));
    }
}

#[tokio::test]
async fn a_handle_that_is_none_is_nonsense() {
    let gateway = StandIn::new(|_| json(r#"{"sessionHandle":"../../x","operationHandle":"1"}"#)).await.gateway();
    assert!(matches!(gateway.open_session(&Default::default()).await, Err(Error::Nonsense { .. })));
    assert!(matches!(gateway.submit(handles().0, &Default::default()).await, Err(Error::Nonsense { .. })));
}
