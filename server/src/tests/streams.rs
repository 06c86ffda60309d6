//! `/live`.

use super::server::Server;
use axum::{
    body::Body,
    http::{Request, header},
};
use futures::StreamExt;
use model::{ScriptText, Topic};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_begins_with_everything_newer_and_leaves_out_what_one_may_not_see() {
    let server = Server::start().await;
    let cookie = server.sign_in("viewer").await;
    let (own, foreign) =
        (Topic::Script(server.project, server.script), Topic::Script(server.foreign_project, server.foreign_script));
    let mut events = open(&server, &cookie, &format!("{foreign}@0,{own}@0")).await;
    let first = next(&mut events).await.unwrap();
    assert!(first.contains(&own.to_string()) && first.contains("\"rev\":1"), "{first}");
    assert!(next(&mut events).await.is_none(), "neither what it has nor what it may not see");

    let member = server.store.membership(server.administrator.id, server.project).await.unwrap().unwrap();
    let text = ScriptText::parse("SELECT 3").unwrap();
    let request = store::RequestId::new("test");
    server.store.save_script(&member.allow().unwrap(), server.script, 1, &text, &request).await.unwrap();
    let changed = next(&mut events).await.unwrap();
    assert!(changed.contains(&own.to_string()) && changed.contains("\"rev\":2"), "{changed}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_at_once_with_its_session() {
    let server = Server::start().await;
    let cookie = server.sign_in("viewer").await;
    let topic = Topic::Script(server.project, server.script);
    let mut events = open(&server, &cookie, &format!("{topic}@99")).await;
    let viewer = server.store.user_for_sign_in("viewer").await.unwrap().unwrap().user;
    let standing = server.store.standing(server.administrator.id).await.unwrap().unwrap();
    let request = store::RequestId::new("test");
    server.store.revoke_user_sessions(&standing.allow().unwrap(), viewer.id, &request).await.unwrap();
    let end = tokio::time::timeout(Duration::from_secs(5), events.next()).await.unwrap();
    assert!(end.is_none(), "the stream has ended");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_was_removed_hears_nothing_more() {
    let server = Server::start().await;
    let cookie = server.sign_in("viewer").await;
    let topic = Topic::Script(server.project, server.script);
    let mut events = open(&server, &cookie, &format!("{topic}@1")).await;
    let viewer = server.store.user_for_sign_in("viewer").await.unwrap().unwrap().user;
    let member = server.store.membership(server.administrator.id, server.project).await.unwrap().unwrap();
    let request = store::RequestId::new("test");
    server.store.remove_member(&member.allow().unwrap(), viewer.id, &request).await.unwrap();
    let text = ScriptText::parse("SELECT 'not for them'").unwrap();
    server.store.save_script(&member.allow().unwrap(), server.script, 1, &text, &request).await.unwrap();
    assert!(next(&mut events).await.is_none());
    server.stop().await;
}

pub(super) async fn open(server: &Server, cookie: &str, have: &str) -> axum::body::BodyDataStream {
    let request = Request::get(format!("/live?have={have}"))
        .header(header::HOST, "127.0.0.1:8620")
        .header(header::COOKIE, cookie);
    server.raw(request.body(Body::empty()).unwrap()).await.into_body().into_data_stream()
}

/// What comes within a moment.
pub(super) async fn next(events: &mut axum::body::BodyDataStream) -> Option<String> {
    next_within(events, Duration::from_millis(700)).await
}

/// What comes within this time.
pub(super) async fn next_within(events: &mut axum::body::BodyDataStream, time: Duration) -> Option<String> {
    let event = tokio::time::timeout(time, events.next()).await.ok()??;
    Some(String::from_utf8_lossy(&event.unwrap()).into_owned())
}
