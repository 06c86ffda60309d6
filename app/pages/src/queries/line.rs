//! The line of a query in the history, on the page and in `/live`.

use super::list::seconds;
use app::{
    locale::Locale,
    paths,
    queries::{label, shape_of},
    ui::{Moment, State},
};
use chrono::SecondsFormat;
use leptos::prelude::*;
use model::{ProjectId, Topic};
use store::QuerySummary;

/// One query; it is followed until it is over, for then it changes no more.
#[component]
pub(crate) fn QueryLine(
    /// Where it was run.
    project: ProjectId,
    /// The query.
    query: QuerySummary,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words();
    let is_live = !query.state.is_over();
    let topic = is_live.then(|| Topic::QueryLine(project, query.id).to_string());
    let revision = is_live.then(|| query.revision.to_string());
    let took = match query.took_ms {
        Some(ms) => seconds(ms).into_any(),
        // The page script counts.
        None => {
            let since = query.requested_at.to_rfc3339_opts(SecondsFormat::Millis, true);
            view! { <time datetime=since data-since="">"…"</time> }.into_any()
        }
    };
    view! {
        <tr data-live=topic data-rev=revision>
            <td class="clip"><a href=paths::query(project, query.id) title=query.statement.clone()><code>{label(&query.statement)}</code></a></td>
            <td><State shape=shape_of(query.state) word=(words.sql.state)(query.state)/></td>
            <td class="num">{query.rows.to_string()}</td>
            <td><Moment at=query.requested_at locale/></td>
            <td class="num">{took}</td>
            <td>{query.cluster_name.unwrap_or_else(|| "–".into())}</td>
            <td>{query.user_name}</td>
        </tr>
    }
}
