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

/// As what somebody may stop the queries that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stopper {
    /// Who only looks.
    Nobody,
    /// Who keeps the cluster running.
    OfCluster,
    /// Who keeps the projects of the queries running.
    OfProjects,
}

/// The queries that are not over.
pub(super) fn running(
    cluster: SessionClusterId,
    queries: Vec<RunningQuery>,
    stopper: Stopper,
    now: DateTime<Utc>,
    locale: Locale,
) -> impl IntoView + use<> {
    let words = locale.words();
    let is_empty = queries.is_empty();
    let rows = queries.into_iter().map(|query| row(cluster, query, stopper, now, locale)).collect_view();
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
                    .text_if(stopper != Stopper::Nobody, words.common.actions)
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
    stopper: Stopper,
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
    let address = match stopper {
        Stopper::Nobody => None,
        Stopper::OfCluster => Some(paths::stop_on_cluster(cluster, query.id)),
        Stopper::OfProjects => Some(paths::query(query.project_id, query.id)),
    };
    let act = address.map(|address| {
        let name = format!("{}: {short}", words.clusters.stop);
        let stop = match query.stop_requested {
            true => view! { <span class="muted">{words.clusters.stopping}</span> }.into_any(),
            false => view! {
                <form method="post" action=address>
                    <button class="button" data-kind="quiet" name="act" value="stop" aria-label=name>{words.clusters.stop}</button>
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
