//! What will happen when something is asked of many jobs, and what came of it.

use super::shape::shape_of;
use crate::{
    frame::{Place, Section},
    visit::settle,
};
use app::{
    context::Refusal,
    forms::BulkOutcome,
    locale::Locale,
    paths,
    ui::{Empty, Notice, NoticeKind, State, Table},
};
use leptos::prelude::*;
use model::{
    BulkAct, Code, JobId, JobState, ProjectId,
    authority::{JobControl, JobView},
};
use store::JobSummary;

/// The jobs that were picked, and of which of them it can be asked.
#[component]
pub(crate) fn BulkJobsPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let scope = here.member.allow::<JobView>()?;
        here.member.allow::<JobControl>()?;
        let act: BulkAct = visit.query("act").and_then(|text| text.parse().ok()).ok_or(Refusal::NotFound)?;
        let store = &visit.state.store;
        let picked: Vec<JobId> = match act {
            BulkAct::Again => store.jobs_left_down(&scope).await?,
            _ => visit.queries("job"),
        };
        let jobs = store.picked_jobs(&scope, &picked).await?;
        let (words, locale, project) = (visit.words(), visit.locale, here.project.id);
        let title = (words.job_bulk.title)(act, jobs.len());
        let place = Place { title: title.clone(), section: Section::Jobs, project: Some(project) };
        let body = match jobs.is_empty() {
            true => view! {
                <Empty sentence=words.job_bulk.none why=words.job_bulk.none_why>
                    <a class="button" href=paths::jobs(project)>{words.jobs.title}</a>
                </Empty>
            }
            .into_any(),
            false => chosen(project, act, jobs, locale).into_any(),
        };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=paths::jobs(project)>{words.jobs.title}</a></nav>
                <h1>{title}</h1>
                <p class="page-lead">{(words.job_bulk.means)(act)}</p>
            </header>
            {body}
        };
        visit.page(place, content).await
    })
}

fn chosen(project: ProjectId, act: BulkAct, jobs: Vec<JobSummary>, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words();
    let able: Vec<JobId> = jobs.iter().filter(|job| refusal(job.state, act).is_none()).map(|job| job.id).collect();
    let count = able.len();
    let fields = able.into_iter().map(|id| view! { <input type="hidden" name="job" value=id.to_string()/> });
    let rows = jobs.into_iter().map(|job| {
        let will = match refusal(job.state, act) {
            None => view! { {words.job_bulk.asked_of_it} }.into_any(),
            Some(code) => view! { <span class="muted">{words.problem(&code)}</span> }.into_any(),
        };
        view! {
            <tr>
                <td class="clip"><a href=paths::job(project, job.id)><strong>{job.name}</strong></a></td>
                <td><State shape=shape_of(job.state) word=(words.jobs.state)(job.state)/></td>
                <td>{job.cluster_name.unwrap_or_else(|| words.jobs.cluster_gone.into())}</td>
                <td>{will}</td>
            </tr>
        }
    });
    let kind = if act == BulkAct::Cancel { "danger" } else { "primary" };
    let confirm = (count > 0).then(|| {
        view! {
            <button class="button" data-kind=kind name="act" value=act.as_str()>{(words.job_bulk.confirm)(act, count)}</button>
        }
    });
    view! {
        <section class="panel">
            <Table
                label=words.jobs.title
                columns=[words.common.name, words.common.state, words.jobs.cluster, words.job_bulk.will]
                rows=rows.collect_view()
            />
        </section>
        <form method="post" action=paths::bulk_jobs(project) class="row">
            {fields.collect_view()}
            {confirm}
            <a class="button" href=paths::jobs(project)>{words.job_bulk.back}</a>
        </form>
    }
}

/// Why it cannot be asked of a job in this state. Something that is under way is looked at when it is asked.
fn refusal(state: JobState, act: BulkAct) -> Option<Code> {
    state.can(act.act()).err()
}

/// What came of it, above the list.
pub(super) fn outcome(outcome: BulkOutcome, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words();
    let BulkOutcome { act, asked, not_asked } = outcome;
    let done = (asked > 0).then(|| view! { <Notice kind=NoticeKind::Ok>{(words.job_bulk.asked)(act, asked)}</Notice> });
    let refused = (!not_asked.is_empty()).then(|| {
        let head = (words.job_bulk.not_asked)(not_asked.len());
        let lines = not_asked.into_iter().map(|(name, problems)| {
            let name = name.unwrap_or_else(|| words.job_bulk.unknown_job.into());
            let why: Vec<String> = problems.iter().map(|problem| words.problem(&problem.code)).collect();
            view! { <li><strong>{name}</strong> " " {why.join(" ")}</li> }
        });
        let lines = lines.collect_view();
        view! { <Notice kind=NoticeKind::Bad><p>{head}</p><ul>{lines}</ul></Notice> }
    });
    view! { {done} {refused} }
}

/// Jobs that went down with their cluster, and the way to start them again.
pub(super) fn left_down(project: ProjectId, count: usize, operates: bool, locale: Locale) -> Option<AnyView> {
    let words = locale.words().job_bulk;
    (count > 0).then(|| {
        let href = paths::with_query(&paths::bulk_jobs(project), &[("act", BulkAct::Again.as_str())]);
        let act = operates.then(|| view! { <p><a href=href>{(words.left_down_act)(count)}</a></p> });
        view! { <Notice kind=NoticeKind::Warn><p>{(words.left_down)(count)}</p>{act}</Notice> }.into_any()
    })
}

/// What can be asked of the jobs that are picked in the list.
#[component]
pub(super) fn BulkBar(project: ProjectId, locale: Locale) -> impl IntoView {
    let words = locale.words().job_bulk;
    let buttons = BulkAct::OF_PICKED.map(|act| {
        let kind = (act == BulkAct::Cancel).then_some("danger");
        view! {
            <button class="button" data-kind=kind name="act" value=act.as_str() title=(words.means)(act)>{(words.acts)(act)}</button>
        }
    });
    view! {
        <form method="get" id=BULK action=paths::bulk_jobs(project) class="bulk">
            <span class="scripted"><strong data-bulk-count="">"0"</strong> " " {words.picked}</span>
            {buttons}
        </form>
    }
}

/// The form that the boxes of the list belong to.
pub(super) const BULK: &str = "jobs-bulk";
