//! One query: its statement, its outcome, and without script its first rows.

use super::list::seconds;
use crate::{
    frame::{Place, Section},
    visit::settle,
};
use app::{
    api::queries::{ColumnView, FailureView, RowView},
    context::Refusal,
    forms::Flash,
    paths,
    queries::{label, rows_of, shape_of, view_of},
    ui::{Moment, Notice, NoticeKind, State},
    words::Words,
};
use leptos::prelude::*;
use model::{
    QueryId,
    authority::{QueryRun, QueryView},
};

/// Rows that the page shows.
const ROWS: u32 = 200;

/// A query and its first rows.
#[component]
pub(crate) fn QueryPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let scope = here.member.allow::<QueryView>()?;
        let id: QueryId = visit.param("query")?;
        let reading = visit.state.control.read(&scope, id, 0, ROWS).await.map_err(Refusal::from)?;
        let (words, locale) = (visit.words(), visit.locale);
        let query = reading.query;
        let view = view_of(&query, locale);
        let rows = rows_of(reading.window.rows, query.result_columns.as_deref().unwrap_or_default());
        let shown = rows.len() as u64;
        let running = !query.state.is_over();
        let may_run = here.member.has::<QueryRun>();
        let problems: Vec<String> =
            Flash::take().await.problems_elsewhere(&[]).map(|p| words.problem(&p.code)).collect();
        let title = label(&query.statement);
        let place = Place { title: title.clone(), section: Section::Queries, project: Some(here.project.id) };
        let back = query.script_id.map(|script| paths::script(here.project.id, script));
        let took = query.ended_at.map(|ended| seconds((ended - query.requested_at).num_milliseconds()));
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=paths::queries(here.project.id)>{words.common.history}</a></nav>
                <h1><code>{title}</code></h1>
                <span class="page-state"><State shape=shape_of(query.state) word=view.word.clone()/></span>
                <div class="page-acts">
                    {back.map(|href| view! { <a class="button" href=href>{words.sql.title}</a> })}
                    <a class="button" href="">{words.common.refresh}</a>
                    {running
                        .then(|| {
                            view! {
                                <form method="post">
                                    <button class="button" data-kind="danger" name="act" value="stop">{words.sql.stop}</button>
                                </form>
                            }
                        })}
                    {may_run
                        .then(|| {
                            view! {
                                <form method="post">
                                    <button class="button" name="act" value="again">{words.sql.run_again}</button>
                                </form>
                            }
                        })}
                </div>
            </header>
            {problems.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
            <dl class="key-value">
                <dt>{words.sql.started}</dt>
                <dd><Moment at=query.requested_at locale/></dd>
                {took.map(|took| view! { <dt>{words.sql.took}</dt><dd>{took}</dd> })}
                <dt>{words.sql.rows}</dt>
                <dd>{query.rows.to_string()}</dd>
                {view.job.clone().map(|job| view! { <dt>{words.sql.job}</dt><dd><code>{job}</code></dd> })}
            </dl>
            <pre class="code" tabindex="0">{query.statement.clone()}</pre>
            {view.note.clone().map(|note| view! { <Notice kind=NoticeKind::Info>{note}</Notice> })}
            {view.failure.clone().map(|failure| failed(failure, words))}
            {(!view.columns.is_empty()).then(|| table(view.columns, rows, view.is_changelog, words))}
            <p class="muted">{(words.sql.first_rows)(shown)}</p>
        };
        visit.page(place, content).await
    })
}

fn failed(failure: FailureView, words: &'static Words) -> impl IntoView {
    let place = failure.place.map(|(line, column)| format!("{line}:{column} "));
    view! {
        <div class="notice" data-kind="bad" role="alert">
            <p>{place.map(|place| view! { <code>{place}</code> })} {failure.sentence}</p>
            {failure.advice.map(|advice| view! { <p>{advice}</p> })}
            {failure.link.map(|(href, text)| view! { <p><a href=href>{text}</a></p> })}
            <details>
                <summary>{words.sql.details}</summary>
                <pre class="log" tabindex="0">{failure.trace}</pre>
            </details>
        </div>
    }
}

fn table(columns: Vec<ColumnView>, rows: Vec<RowView>, changelog: bool, words: &'static Words) -> impl IntoView {
    let numbers: Vec<bool> = columns.iter().map(|column| column.is_number).collect();
    let heads = columns.into_iter().map(|column| {
        view! { <th scope="col" class=column.is_number.then_some("num")>{column.name} " " <small>{column.data_type}</small></th> }
    });
    let rows = rows.into_iter().map(|row| {
        let cells = row.cells.into_iter().zip(&numbers).map(|(cell, number)| match cell {
            Some(text) => view! { <td class=number.then_some("num")>{text}</td> }.into_any(),
            None => view! { <td class="grid-null">"NULL"</td> }.into_any(),
        });
        let kind =
            changelog.then(|| view! { <td class="grid-kind" data-kind=row.kind.clone()>{row.kind.clone()}</td> });
        view! { <tr>{kind}{cells.collect_view()}</tr> }
    });
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=words.sql.results>
            <table class="table">
                <thead><tr>{changelog.then(|| view! { <th scope="col">"±"</th> })}{heads.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}
