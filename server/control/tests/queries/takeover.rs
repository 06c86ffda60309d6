//! A server dies between any two steps, and another one goes on from the record: rows exactly once, nothing sent twice,
//! nothing left running without an owner.

use crate::{
    gateway::{Gateway, Script, Silent},
    support::{self, House, request, server, sleepy_server},
};
use model::{QueryError, QueryState};
use std::time::Duration;

/// Runs a query on a server that dies when the gateway falls silent; another one takes over.
async fn dies_at(silent: Silent, script: Script) -> (Gateway, House, control::Control, store::Query) {
    let gateway = Gateway::new(script).await;
    let house = House::new(&gateway.url, &gateway.url).await;
    gateway.with(|inner| inner.silent = Some(silent));
    // Its connections die with it, and with them what it had begun to write.
    let theirs = house.replica().await;
    let first = server(&theirs, "first").await;
    let query = house.run(&first, "SELECT n FROM numbers").await;
    gateway.until_silent().await;
    drop((first, theirs));
    let second = server(&house.store, "second").await;
    (gateway, house, second, query)
}

fn numbers(to: u64) -> Vec<String> {
    (0..to).map(|number| number.to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_sent_is_sent_by_the_next_server() {
    let script = Script { pages: Some(4), ..Script::default() };
    let (gateway, house, second, query) = dies_at(Silent::Session, script).await;
    let over = house.until_over(query.id).await;
    assert_eq!((over.state, over.error), (QueryState::Finished, None));
    assert_eq!(house.values(&second, query.id).await, numbers(12));
    assert_eq!(gateway.with(|inner| inner.statements.len()), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_have_been_sent_is_not_sent_again_and_its_job_is_cancelled() {
    for (silent, statements) in [(Silent::Submit, 1), (Silent::BeforeSubmit, 0)] {
        let (gateway, house, _second, query) = dies_at(silent, Script::default()).await;
        let over = house.until_over(query.id).await;
        assert_eq!((over.state, over.error), (QueryState::Lost, Some(QueryError::Interrupted)), "{silent:?}");
        assert_eq!(gateway.with(|inner| inner.statements.len()), statements);
        assert_eq!(gateway.running(), 0);
        assert_eq!(gateway.with(|inner| inner.cancelled.len()), statements);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_given_and_not_kept_is_asked_for_again_and_kept_once() {
    for silent in [Silent::Page(0), Silent::Page(3), Silent::BeforePage(3), Silent::Page(5)] {
        let script = Script { pages: Some(5), ..Script::default() };
        let (gateway, house, second, query) = dies_at(silent, script).await;
        let over = house.until_over(query.id).await;
        assert_eq!((over.state, over.error), (QueryState::Finished, None), "{silent:?}");
        assert_eq!(house.values(&second, query.id).await, numbers(15), "{silent:?}");
        assert_eq!(gateway.with(|inner| inner.statements.len()), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_to_stop_outlives_the_server_that_heard_it() {
    let gateway = Gateway::new(Script::default()).await;
    let house = House::new(&gateway.url, &gateway.url).await;
    // Its connections die with it, and with them what it had begun to write.
    let theirs = house.replica().await;
    let first = server(&theirs, "first").await;
    let query = house.run(&first, "SELECT n FROM numbers").await;
    house.until(query.id, |query| query.rows > 5).await;
    drop((first, theirs));
    house.store.request_stop(&house.runner(), query.id, &request()).await.unwrap();
    let _second = server(&house.store, "second").await;
    house.until_state(query.id, QueryState::Stopped).await;
    assert_eq!(gateway.running(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_politely_leaves_its_queries_for_the_next_one_at_once() {
    let gateway = Gateway::new(Script::default()).await;
    let house = House::new(&gateway.url, &gateway.url).await;
    let first = server(&house.store, "first").await;
    let query = house.run(&first, "SELECT n FROM numbers").await;
    house.until(query.id, |query| query.rows > 5).await;
    first.stop().await;
    let left = house.query(query.id).await;
    assert_eq!(left.state, QueryState::Running);
    assert_eq!(gateway.running(), 1);
    let begun = std::time::Instant::now();
    let second = server(&house.store, "second").await;
    house.until(query.id, |query| query.rows > left.rows).await;
    assert!(begun.elapsed() < support::times().lease);
    let rows = gateway.end_soon();
    house.until_over(query.id).await;
    assert_eq!(house.values(&second, query.id).await, numbers(rows));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_servers_on_one_database_the_other_goes_on_when_one_dies() {
    let gateway = Gateway::new(Script::default()).await;
    let Some(house) = House::shared(&gateway.url, &gateway.url).await else { return };
    let replica = house.replica().await;
    let second = server(&replica, "second").await;
    let first = server(&house.store, "first").await;
    let query = house.run(&first, "SELECT n FROM numbers").await;
    house.until(query.id, |query| query.rows > 5).await;
    drop(first);
    house.until(query.id, |query| query.fence > 1).await;
    let rows = gateway.end_soon();
    let over = house.until_over(query.id).await;
    assert_eq!((over.state, over.error), (QueryState::Finished, None));
    assert_eq!(house.values(&second, query.id).await, numbers(rows));
    assert_eq!(gateway.with(|inner| inner.statements.len()), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_is_stopped_from_the_server_that_does_not_draw_it() {
    let gateway = Gateway::new(Script::default()).await;
    let Some(house) = House::shared(&gateway.url, &gateway.url).await else { return };
    let replica = house.replica().await;
    let second = server(&replica, "second").await;
    let first = server(&house.store, "first").await;
    let query = house.run(&first, "SELECT n FROM numbers").await;
    house.until(query.id, |query| query.rows > 5).await;
    second.stop_query(&house.runner(), query.id, &request()).await.unwrap();
    house.until_state(query.id, QueryState::Stopped).await;
    assert_eq!(gateway.running(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_slept_past_its_lease_ends_nothing_that_another_one_draws() {
    let gateway = Gateway::new(Script::default()).await;
    let Some(house) = House::shared(&gateway.url, &gateway.url).await else { return };
    let first = sleepy_server(&house.store, "first").await;
    let query = house.run(&first, "SELECT n FROM numbers").await;
    house.until(query.id, |query| query.rows > 5).await;
    let replica = house.replica().await;
    let second = server(&replica, "second").await;
    house.until(query.id, |query| query.fence > 1).await;
    let rows = gateway.end_soon();
    let over = house.until_over(query.id).await;
    assert_eq!((over.state, over.error), (QueryState::Finished, None));
    assert_eq!(house.values(&second, query.id).await, numbers(rows));
    assert_eq!(gateway.with(|inner| (inner.statements.len(), inner.cancelled.len())), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_sent_after_it_had_slept_past_its_lease_is_taken_back() {
    let gateway = Gateway::new(Script::default()).await;
    let Some(house) = House::shared(&gateway.url, &gateway.url).await else { return };
    gateway.with(|inner| inner.slow_submit = Some(Duration::from_secs(4)));
    let first = sleepy_server(&house.store, "first").await;
    let query = house.run(&first, "SELECT n FROM numbers").await;
    let replica = house.replica().await;
    let _second = server(&replica, "second").await;
    let over = house.until_over(query.id).await;
    assert_eq!((over.state, over.error), (QueryState::Lost, Some(QueryError::Interrupted)));
    gateway.until_job_is_gone().await;
}
