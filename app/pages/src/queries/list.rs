//! The history of queries.

use super::line::QueryLine;
use crate::{
    frame::{Place, Section},
    live::roll,
    visit::{Visit, settle},
};
use app::{
    line_cache::LineCache,
    locale::Locale,
    paths,
    ui::{Columns, Empty, LiveBar, LiveList, Pager, Table},
};
use leptos::prelude::*;
use model::{ProjectId, QuerySort, QueryState, Topic, authority::QueryView};
use store::{Counted, PageRequest, QueryFilter, QuerySummary};

/// Everything that was run in the project, newest first.
#[component]
pub(crate) fn QueriesPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let scope = here.member.allow::<QueryView>()?;
        let (words, locale) = (visit.words(), visit.locale);
        let asked = Asked::of(&visit);
        let filter =
            QueryFilter { mine: asked.mine, state: asked.state, text: asked.text.clone(), ..QueryFilter::default() };
        let request = PageRequest { number: asked.page, ..PageRequest::default() };
        let topic = match asked.mine {
            true => Topic::Queries(here.project.id, visit.actor()?.user.id),
            false => Topic::History(here.project.id),
        };
        let roll = roll(topic, &visit.state, visit.actor()?).await?;
        let page = visit.state.store.queries(&scope, &filter, asked.sort, request).await?;
        let base = paths::queries(here.project.id);
        let all = match page.total {
            Counted::Exactly(count) | Counted::MoreThan(count) => count.max(0) as u64,
        };
        let from = u64::from(asked.page) * u64::from(request.size);
        let to = from + page.rows.len() as u64;
        let previous = (asked.page > 0).then(|| asked.address(&base, asked.page - 1));
        let next =
            (to < all || matches!(page.total, Counted::MoreThan(_))).then(|| asked.address(&base, asked.page + 1));
        let empty = page.rows.is_empty() && asked.is_everything();
        let (title, lines) = (words.common.history, visit.state.lines.clone());
        let place = Place {
            title: format!("{title} – {}", here.project.name),
            section: Section::Queries,
            project: Some(here.project.id),
        };
        let content = view! {
            <header class="page-head"><h1>{title}</h1></header>
            <LiveList topic roll class=if empty { "live-list" } else { "panel" }>
                {if empty {
                    view! {
                        <LiveBar locale/>
                        <Empty sentence=words.sql.history_none why=words.sql.history_none_why/>
                    }
                    .into_any()
                } else {
                    view! {
                        <Tools asked locale/>
                        <LiveBar locale/>
                        <Rows project=here.project.id rows=page.rows lines locale/>
                        <Pager from=if all == 0 { 0 } else { from + 1 } to all previous next locale/>
                    }
                    .into_any()
                }}
            </LiveList>
        };
        visit.page(place, content).await
    })
}

/// What the address asks for.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    mine: bool,
    state: Option<QueryState>,
    text: Option<String>,
    sort: QuerySort,
    page: u32,
}

impl Asked {
    fn of(visit: &Visit) -> Self {
        Self {
            mine: visit.query("mine").is_some(),
            state: visit.query("state").and_then(|text| text.parse().ok()),
            text: visit.query("q"),
            sort: visit.query("sort").and_then(|text| text.parse().ok()).unwrap_or(QuerySort::Newest),
            page: visit.query("page").and_then(|text| text.parse().ok()).unwrap_or_default(),
        }
    }

    /// True when nothing is left out.
    fn is_everything(&self) -> bool {
        !self.mine && self.state.is_none() && self.text.is_none() && self.page == 0
    }

    /// The same with another page.
    fn address(&self, base: &str, page: u32) -> String {
        let state = self.state.map(|state| state.to_string()).unwrap_or_default();
        let pairs = [
            ("q", self.text.as_deref().unwrap_or_default()),
            ("state", &state),
            ("mine", if self.mine { "1" } else { "" }),
            ("sort", self.sort.as_str()),
            ("page", &page.to_string()),
        ];
        paths::with_query(base, &pairs)
    }
}

#[component]
fn Tools(asked: Asked, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let states = QueryState::ALL.iter().map(|state| {
        let selected = asked.state == Some(*state);
        view! { <option value=state.to_string() selected=selected>{(words.sql.state)(*state)}</option> }
    });
    view! {
        <form method="get" class="table-tools" role="search">
            <input type="search" name="q" value=asked.text.clone() placeholder=words.common.search aria-label=words.common.search/>
            <select name="state" aria-label=words.common.state>
                <option value="">{words.common.state}</option>
                {states.collect_view()}
            </select>
            <label class="check"><input type="checkbox" name="mine" value="1" checked=asked.mine/>{words.sql.mine}</label>
            <button class="button">{words.common.filter}</button>
        </form>
    }
}

#[component]
fn Rows(project: ProjectId, rows: Vec<QuerySummary>, lines: LineCache, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let lines = rows.into_iter().map(|query| {
        lines.line((project, query, locale), |(project, query, locale)| view! { <QueryLine project query locale/> })
    });
    view! {
        <Table
            label=words.common.history
            columns=Columns::default()
                .text(words.sql.statement)
                .text(words.common.state)
                .number(words.sql.rows)
                .text(words.sql.started)
                .number(words.sql.took)
                .text(words.sql.cluster)
                .text(words.sql.person)
            rows=lines.collect_view()
        />
    }
}

/// `0.42 s`.
pub(super) fn seconds(ms: i64) -> String {
    let seconds = ms as f64 / 1000.0;
    match seconds {
        s if s < 100.0 => format!("{s:.2} s"),
        s => format!("{s:.0} s"),
    }
}
