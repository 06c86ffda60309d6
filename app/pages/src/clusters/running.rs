//! What runs on a cluster, whoever runs it.

use app::{
    locale::Locale,
    paths,
    queries::{label, shape_of},
    ui::{Columns, Moment, State, Table},
    words::span,
};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use model::SessionClusterId;
use store::RunningQuery;

/// The queries that are not over; those who manage clusters may stop them.
pub(super) fn running(
    cluster: SessionClusterId,
    queries: Vec<RunningQuery>,
    may_stop: bool,
    now: DateTime<Utc>,
    locale: Locale,
) -> impl IntoView + use<> {
    let words = locale.words();
    let is_empty = queries.is_empty();
    let rows = queries.into_iter().map(|query| row(cluster, query, may_stop, now, locale)).collect_view();
    let table = (!is_empty).then(|| {
        view! {
            <Table
                label=words.clusters.running
                columns=Columns::default()
                    .text(words.clusters.statement)
                    .text(words.common.state)
                    .text(words.clusters.person)
                    .text(words.common.project)
                    .number(words.clusters.rows)
                    .text(words.clusters.since)
                    .text(words.clusters.looked_at)
                    .text_if(may_stop, words.common.actions)
                rows=rows
            />
        }
    });
    view! {
        <section class="panel" id="running">
            <header class="panel-head"><h2>{words.clusters.running}</h2></header>
            {is_empty.then(|| view! { <p class="muted">{words.clusters.running_none}</p> })}
            {table}
        </section>
    }
}

fn row(
    cluster: SessionClusterId,
    query: RunningQuery,
    may_stop: bool,
    now: DateTime<Utc>,
    locale: Locale,
) -> impl IntoView + use<> {
    let words = locale.words();
    let (shape, word) = (shape_of(query.state), (words.sql.state)(query.state));
    let short = label(&query.statement);
    let idle = query.last_read_at.map(|at| (at, span((now - at).num_milliseconds())));
    let idle = match idle {
        Some((at, age)) => view! { <Moment at locale/> " " <small class="muted">{age}</small> }.into_any(),
        None => view! { <span class="muted">{words.clusters.never_looked_at}</span> }.into_any(),
    };
    let act = may_stop.then(|| {
        let name = format!("{}: {short}", words.clusters.stop);
        let stop = match query.stop_requested {
            true => view! { <span class="muted">{words.clusters.stopping}</span> }.into_any(),
            false => view! {
                <form method="post" action=paths::stop_on_cluster(cluster, query.id)>
                    <button class="button" data-kind="quiet" aria-label=name>{words.clusters.stop}</button>
                </form>
            }
            .into_any(),
        };
        view! { <td>{stop}</td> }
    });
    view! {
        <tr>
            <td class="clip"><code title=query.statement>{short.clone()}</code></td>
            <td><State shape word/></td>
            <td>{query.user_name}</td>
            <td>{query.project_name}</td>
            <td class="num">{query.rows}</td>
            <td><Moment at=query.requested_at locale/></td>
            <td>{idle}</td>
            {act}
        </tr>
    }
}
