//! The jobs of a project.

use super::{
    bulk::{BulkBar, left_down, outcome},
    labels::{Labels, label_filters, owners},
    line::JobLine,
    saved_views::{self, address, views_bar},
    tiles::Tiles,
};
use crate::{
    frame::{Place, Section},
    live::roll_of_jobs,
    visit::{Visit, settle},
};
use app::{
    forms::{BulkOutcome, Flash},
    line_cache::LineCache,
    locale::Locale,
    paths,
    ui::{Columns, Empty, Icon, LiveBar, LiveList, Notice, NoticeKind, Pager, Table},
};
use leptos::prelude::*;
use model::{
    JobColumn, JobListQuery, JobSort, JobState, ProjectId, Topic, UserId,
    authority::{JobControl, JobEdit, JobView},
};
use store::{JobCounts, JobFilter, JobSummary, PageRequest};

/// The jobs, by name or by what changed last, with what they do now.
#[component]
pub(crate) fn JobsPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let scope = here.member.allow::<JobView>()?;
        let (words, locale, project) = (visit.words(), visit.locale, here.project.id);
        let asked = Asked::of(&visit);
        let topic = Topic::Jobs(project);
        let (store, filter) = (&visit.state.store, asked.filter(here.member.user));
        let all = store.jobs_overview(&scope).await?;
        let (roll, is_empty) = (roll_of_jobs(&all), all.counts.is_empty());
        let counts = if filter.narrows() { store.job_counts(&scope, &filter).await? } else { all.counts.clone() };
        let request = PageRequest { number: asked.page, ..PageRequest::default() };
        let rows = store.jobs(&scope, &filter, asked.query.sort, request).await?;
        let labels = Labels {
            tags: store.job_tags(&scope).await?,
            members: owners(&visit, &here, asked.query.owner.as_ref()).await?,
        };
        let views = views_bar(project, store.saved_views(&scope).await?, &asked.query, locale);
        let may_edit = here.member.has::<JobEdit>();
        let operates = here.member.has::<JobControl>();
        let flash = Flash::take().await;
        let done = match flash.what_was_done() {
            Some("deleted") => Some(words.jobs.deleted),
            Some("delete_requested") => Some(words.job_savepoints.delete_requested),
            Some("view_saved") => Some(words.saved_views.saved),
            _ => None,
        };
        let kept = (all.kept.count > 0).then(|| (words.job_savepoints.of_project)(all.kept.count, all.kept.bytes));
        let problems: Vec<String> = flash.problems_elsewhere(&[]).map(|it| words.problem(&it.code)).collect();
        let came = BulkOutcome::left(&flash).map(|came| outcome(came, locale));
        let (sprite, lines) = (visit.state.asset("icons.svg"), visit.state.lines.clone());
        let place = Place {
            title: format!("{} – {}", words.jobs.title, here.project.name),
            section: Section::Jobs,
            project: Some(project),
        };
        let new = move || view! { <a class="button" data-kind="primary" href=paths::new_job(project, None)>{words.jobs.new}</a> };
        let content = view! {
            <header class="page-head">
                <h1>{words.jobs.title}</h1>
                <div class="page-acts">
                    <a class="button" href=paths::templates(project)>{words.templates.title}</a>
                    {(may_edit && !is_empty).then(new)}
                </div>
                <p class="page-lead">{words.jobs.intro} " " {kept}</p>
            </header>
            {done.map(|sentence| view! { <Notice kind=NoticeKind::Ok>{sentence}</Notice> })}
            {problems.into_iter().map(|it| view! { <Notice kind=NoticeKind::Bad>{it}</Notice> }).collect_view()}
            {came}
            {left_down(project, all.left_down, operates, locale)}
            {(!is_empty).then_some(views)}
            <LiveList topic roll class=if is_empty { "live-list" } else { "panel" }>
                {if is_empty {
                    view! {
                        <LiveBar locale/>
                        <Empty sentence=words.jobs.none why=words.jobs.none_why>{may_edit.then(new)}</Empty>
                    }
                    .into_any()
                } else {
                    filled((project, operates), (asked, labels), rows, counts, (sprite, lines, locale))
                }}
            </LiveList>
        };
        visit.page(place, content).await
    })
}

fn filled(
    (project, operates): (ProjectId, bool),
    (asked, labels): (Asked, Labels),
    rows: Vec<JobSummary>,
    counts: JobCounts,
    (sprite, lines, locale): (String, LineCache, Locale),
) -> AnyView {
    let base = paths::jobs(project);
    let all = asked.total(&counts);
    let from = u64::from(asked.page) * u64::from(PageRequest::default().size);
    let to = from + rows.len() as u64;
    let previous = (asked.page > 0).then(|| asked.address(&base, asked.query.state, asked.page - 1));
    let next = (to < all).then(|| asked.address(&base, asked.query.state, asked.page + 1));
    let nothing = rows.is_empty().then(|| view! { <p class="muted pad">{locale.words().jobs.none_match}</p> });
    let hidden = asked.query.hidden.iter().map(|column| column.as_str()).collect::<Vec<_>>().join(" ");
    let rows =
        (!rows.is_empty()).then(|| view! { <div data-hide=hidden><Rows project operates rows lines locale/></div> });
    view! {
        <Tiles asked=asked.clone() base counts locale/>
        <Tools asked labels sprite locale/>
        {(operates && rows.is_some()).then(|| view! { <BulkBar project locale/> })}
        <LiveBar locale/>
        {nothing}
        {rows}
        <Pager from=if all == 0 { 0 } else { from + 1 } to all previous next locale/>
    }
    .into_any()
}

/// What the address asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    pub(super) query: JobListQuery,
    page: u32,
}

impl Asked {
    fn of(visit: &Visit) -> Self {
        Self {
            query: saved_views::asked(visit),
            page: visit.query("page").and_then(|text| text.parse().ok()).unwrap_or_default(),
        }
    }

    /// As somebody means it.
    fn filter(&self, me: UserId) -> JobFilter {
        let JobListQuery { text, state, tag, owner, .. } = self.query.clone();
        JobFilter { text, state, tag, owner: owner.map(|owner| owner.user(me)) }
    }

    /// How many jobs all its pages have, of those that are in each state.
    fn total(&self, counts: &JobCounts) -> u64 {
        let asked = counts.iter().filter(|(state, _)| self.query.state.is_none_or(|asked| asked == *state));
        asked.map(|(_, count)| u64::try_from(*count).unwrap_or_default()).sum()
    }

    /// The same with another state and page.
    pub(super) fn address(&self, base: &str, state: Option<JobState>, page: u32) -> String {
        let address = address(base, &JobListQuery { state, ..self.query.clone() });
        match (page, address.contains('?')) {
            (0, _) => address,
            (page, true) => format!("{address}&page={page}"),
            (page, false) => format!("{address}?page={page}"),
        }
    }
}

#[component]
fn Tools(asked: Asked, labels: Labels, sprite: String, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let asked = asked.query;
    let by = [(JobSort::Name, words.common.name), (JobSort::Newest, words.jobs.since)].map(|(sort, word)| {
        view! { <option value=sort.as_str() selected=asked.sort == sort>{word}</option> }
    });
    let state = asked.state.map(|state| view! { <input type="hidden" name="state" value=state.as_str()/> });
    view! {
        <form method="get" class="table-tools" role="search">
            {state}
            <label class="search">
                <Icon name="search" sprite/>
                <input type="search" name="q" value=asked.text placeholder=words.common.search aria-label=words.common.search/>
            </label>
            {label_filters(labels, (asked.owner, asked.tag), locale)}
            <select name="sort" aria-label=words.jobs.sort>{by}</select>
            {hidden_columns(&asked.hidden, locale)}
            <button class="button">{words.common.filter}</button>
        </form>
    }
}

/// Boxes for the columns that can be left out; ticked are those that are.
fn hidden_columns(hidden: &[JobColumn], locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().saved_views;
    let boxes = JobColumn::ALL.iter().map(|column| {
        let ticked = hidden.contains(column);
        view! {
            <label class="check">
                <input type="checkbox" name="hide" value=column.as_str() checked=ticked/>
                <span>{(words.column)(*column)}</span>
            </label>
        }
    });
    let boxes = boxes.collect_view();
    view! {
        <details class="menu" id="job-columns">
            <summary class="button" data-kind="quiet">{words.columns}</summary>
            <fieldset class="menu-list">
                <legend>{words.hidden}</legend>
                {boxes}
            </fieldset>
        </details>
    }
}

#[component]
fn Rows(project: ProjectId, operates: bool, rows: Vec<JobSummary>, lines: LineCache, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let picks = Columns::default().picks_if(operates, words.job_bulk.all);
    let always = picks.text(words.common.name).text(words.common.state);
    let named =
        |columns: Columns, column: &JobColumn| columns.named((words.saved_views.column)(*column), column.as_str());
    let columns = JobColumn::ALL.iter().fold(always, named);
    let lines = rows.into_iter().map(|job| {
        lines.line((project, job, operates, locale), |(project, job, operates, locale)| {
            view! { <JobLine project job operates locale/> }
        })
    });
    view! {
        <Table
            label=words.jobs.title
            columns=columns
            rows=lines.collect_view()
        />
    }
}
