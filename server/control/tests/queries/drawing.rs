//! Queries against a gateway that answers as it is told.

use crate::{
    gateway::{Gateway, Script},
    support::{House, limits, request, server, server_with},
};
use control::{Limits, RunError};
use model::{QueryError, QuerySort, QueryState, sql::SqlCode};
use std::time::{Duration, Instant};
use store::PageRequest;

async fn house(script: Script) -> (Gateway, House) {
    let gateway = Gateway::new(script).await;
    let house = House::new(&gateway.url, &gateway.url).await;
    (gateway, house)
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_stream_and_a_stopped_query_is_gone_from_the_engine() {
    let (gateway, house) = house(Script::default()).await;
    let control = server(&house.store, "a").await;
    let query = house.run(&control, " -- first\n SELECT n FROM numbers ;").await;
    assert_eq!((query.statement.as_str(), query.kind.as_str()), ("SELECT n FROM numbers", "select"));
    assert_eq!(query.statement_start.unwrap().to_string(), "2:2");
    house.until(query.id, |query| query.rows > 20).await;
    assert_eq!(gateway.running(), 1);
    control.stop_query(&house.runner(), query.id, &request()).await.unwrap();
    let over = house.until_over(query.id).await;
    assert_eq!((over.state, over.error), (QueryState::Stopped, None));
    assert_eq!(gateway.running(), 0);
    let values = house.values(&control, query.id).await;
    assert_eq!(values.len() as i64, over.rows);
    assert!(values.iter().enumerate().all(|(at, value)| *value == at.to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_bound_drawing_stops_until_somebody_lets_the_oldest_rows_go() {
    let (gateway, house) = house(Script::default()).await;
    let bounds = Limits { spool_rows: 30, ..limits() };
    let control = server_with(&house.store, "a", bounds).await;
    let query = house.run(&control, "SELECT n FROM numbers").await;
    let full = house.until_state(query.id, QueryState::Full).await;
    assert_eq!(full.rows, 30);
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(house.query(query.id).await.rows, 30);
    assert_eq!(gateway.running(), 1);
    control.keep_newest(&house.runner(), query.id, &request()).await.unwrap();
    let on = house.until(query.id, |query| query.rows > 200).await;
    assert!(on.first_row > 100 && on.rows - on.first_row <= 40, "{on:?}");
    let values = house.values(&control, query.id).await;
    assert!(values.len() >= 27 && values.is_sorted_by_key(|value| value.parse::<i64>().unwrap()));
    control.stop_query(&house.runner(), query.id, &request()).await.unwrap();
    house.until_state(query.id, QueryState::Stopped).await;
    assert_eq!(gateway.running(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_nobody_looks_at_is_closed_and_keeps_its_rows() {
    let (gateway, house) = house(Script::default()).await;
    let control = server_with(&house.store, "a", Limits { unread_close: Duration::from_secs(1), ..limits() }).await;
    let query = house.run(&control, "SELECT n FROM numbers").await;
    let over = house.until_over(query.id).await;
    assert_eq!((over.state, over.rows > 0), (QueryState::Unread, true));
    assert_eq!(gateway.running(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_lost_ends_its_query_with_its_job_and_the_next_statement_opens_another() {
    let (gateway, house) = house(Script::default()).await;
    let control = server(&house.store, "a").await;
    let query = house.run(&control, "SELECT n FROM numbers").await;
    let rows = house.until(query.id, |query| query.rows > 5).await.rows;
    gateway.restart();
    let lost = house.until_over(query.id).await;
    assert_eq!((lost.state, lost.error), (QueryState::Lost, Some(QueryError::SessionLost)));
    assert!(lost.rows >= rows);
    // Its gateway could not cancel it.
    assert_eq!(gateway.running(), 0);
    let status = control.session(&house.runner(), house.cluster).await.unwrap().unwrap();
    assert_eq!(status.state, control::SessionState::Lost);

    gateway.with(|inner| inner.script.pages = Some(2));
    let next = house.run(&control, "SELECT n FROM numbers").await;
    assert_eq!(house.until_over(next.id).await.state, QueryState::Finished);
    let status = control.session(&house.runner(), house.cluster).await.unwrap().unwrap();
    assert!(status.state == control::SessionState::Open && status.reopened.is_some());
    control.close_session(&house.runner(), house.cluster).await.unwrap();
    let status = control.session(&house.runner(), house.cluster).await.unwrap().unwrap();
    assert_eq!(status.state, control::SessionState::Closed);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_insert_becomes_a_run_that_can_be_cancelled() {
    let (gateway, house) = house(Script::default()).await;
    let control = server(&house.store, "a").await;
    let query = house.run(&control, "INSERT INTO sink SELECT n FROM numbers").await;
    let over = house.until_over(query.id).await;
    assert_eq!((over.state, over.rows), (QueryState::Finished, 1));
    let runs = async || {
        let page = PageRequest::default();
        house.store.runs(&house.viewer(), &Default::default(), page).await.unwrap().rows
    };
    let run = runs().await.remove(0);
    assert_eq!((run.flink_job_id, run.query_id), (query.job_id, Some(query.id)));
    assert_eq!(run.name, "Sample / Ada: INSERT INTO sink SELECT n FROM numbers");
    assert_eq!(gateway.running(), 1);
    let begun = Instant::now();
    while runs().await[0].state.as_deref() != Some("RUNNING") {
        assert!(begun.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let new = control::operations::cancel_run(run.id, &run.name, run.cluster_id, run.flink_job_id);
    let scope = house.member.allow::<model::authority::JobControl>().unwrap();
    house.store.request_operation(&scope, &new, &request()).await.unwrap();
    while runs().await[0].ended_at.is_none() {
        assert!(begun.elapsed() < Duration::from_secs(40));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(runs().await[0].state.as_deref(), Some("CANCELED"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_jobs_holds_the_projects_jobs_only() {
    let (gateway, house) = house(Script::default()).await;
    let control = server(&house.store, "a").await;
    let ours = house.run(&control, "INSERT INTO sink SELECT n FROM numbers").await;
    house.until_over(ours.id).await;
    let foreign = "0123456789abcdef0123456789abcdef";
    gateway.with(|inner| inner.jobs.insert(foreign.into(), "RUNNING".into()));
    let list = house.run(&control, "SHOW JOBS").await;
    house.until_over(list.id).await;
    let values = house.values(&control, list.id).await;
    assert_eq!(values, [format!("\"{}\",\"x\"", ours.job_id)]);
    let stop = house.statement(&format!("STOP JOB '{foreign}'"));
    let refused = control.run(&house.runner(), stop, &request()).await.unwrap_err();
    assert!(matches!(refused, RunError::ForeignJob { job } if job == foreign));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_must_not_be_sent_is_refused_with_its_place_and_not_recorded() {
    let (gateway, house) = house(Script::default()).await;
    let control = server(&house.store, "a").await;
    let run = async |text: &str| control.run(&house.runner(), house.statement(text), &request()).await.unwrap_err();
    let RunError::Refused(problem) = run("\n SET 'rest.port' = '1'").await else { panic!() };
    assert!(matches!(&problem.code, SqlCode::SettingRefused { key, .. } if key == "rest.port"));
    assert_eq!((problem.start.line, problem.start.column), (2, 6));
    for (text, count) in [("", 0), ("-- nothing", 0), ("SELECT 1; SELECT 2", 2)] {
        let RunError::Refused(problem) = run(text).await else { panic!() };
        assert_eq!(problem.code, SqlCode::NotOneStatement { count });
    }
    assert!(matches!(run("ADD JAR 'a.jar'").await, RunError::FileOutOfReach { name } if name == "a.jar"));
    assert!(matches!(run(&"x".repeat(2 << 20)).await, RunError::TooLong { .. }));
    let history = house
        .store
        .queries(&house.viewer(), &Default::default(), QuerySort::Newest, PageRequest::default())
        .await
        .unwrap();
    assert_eq!((history.rows.len(), gateway.with(|inner| inner.statements.len())), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_engine_says_against_a_statement_is_kept_and_a_missing_connector_is_named() {
    let trace = "<Exception on server side:\norg.apache.flink.table.gateway.api.utils.SqlGatewayException: Failed.\n\
                 Caused by: org.apache.flink.table.api.ValidationException: Could not find any factory for identifier 'kafka' \
                 that implements 'DynamicTableFactory' in the classpath.\n\tat a.b(C.java:1)\n";
    let (gateway, house) = house(Script { fails: Some(trace.into()), ..Script::default() }).await;
    let control = server(&house.store, "a").await;
    let query = house.run(&control, "SELECT n FROM numbers").await;
    let over = house.until_over(query.id).await;
    assert_eq!(over.state, QueryState::Failed);
    let Some(QueryError::MissingFactory { identifier, failure, .. }) = over.error else { panic!("{over:?}") };
    assert_eq!(identifier, "kafka");
    assert!(failure.trace.contains("ValidationException"));

    let trace = "org.apache.flink.sql.parser.impl.ParseException: Encountered \"FORM\" at line 1, column 8.";
    gateway.with(|inner| inner.script.fails = Some(trace.into()));
    let query = house.run(&control, "SELECT FORM x").await;
    let over = house.until_over(query.id).await;
    let Some(QueryError::Engine { failure }) = over.error else { panic!("{:?}", over.error) };
    let text = &over.statement;
    let read = model::sql::engine_error(&failure.trace, text, 0..text.len());
    assert_eq!(read.place.unwrap().start.column, 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_answers_nonsense_for_a_moment_loses_nothing_and_one_that_goes_on_loses_the_query() {
    let (gateway, house) = house(Script { pages: Some(5), ..Script::default() }).await;
    let control = server(&house.store, "a").await;
    gateway.with(|inner| inner.nonsense = 2);
    let query = house.run(&control, "SELECT n FROM numbers").await;
    assert_eq!(house.until_over(query.id).await.state, QueryState::Finished);
    assert_eq!(house.values(&control, query.id).await.len(), 15);

    gateway.with(|inner| inner.nonsense = 1000);
    let query = house.run(&control, "SELECT n FROM numbers").await;
    let over = house.until_over(query.id).await;
    let Some(QueryError::BadAnswer { said }) = over.error else { panic!("{:?}", over.error) };
    assert!(said.contains("Hello"), "{said}");
    assert_eq!(gateway.running(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_keeps_too_much_runs_nothing_new() {
    let (_gateway, house) = house(Script { pages: Some(5), ..Script::default() }).await;
    let control = server_with(&house.store, "a", Limits { user_bytes: 20, ..limits() }).await;
    let query = house.run(&control, "SELECT n FROM numbers").await;
    house.until_state(query.id, QueryState::Full).await;
    let refused = control.run(&house.runner(), house.statement("SELECT 1"), &request()).await.unwrap_err();
    assert!(matches!(refused, RunError::QuotaExceeded { most: 20 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_cannot_be_reached_fails_the_query_after_a_while_and_says_so() {
    let (_gateway, house) = house(Script::default()).await;
    let nowhere = url::Url::parse("http://127.0.0.1:9").unwrap();
    let other = House::new(&nowhere, &nowhere).await;
    drop(house);
    let control = server(&other.store, "a").await;
    let query = other.run(&control, "SELECT n FROM numbers").await;
    let over = other.until_over(query.id).await;
    assert_eq!(over.state, QueryState::Failed);
    assert!(matches!(over.error, Some(QueryError::Unreachable { .. })), "{:?}", over.error);
}
