//! What the pages about the inside of a job share: the job, its newest run that reached a cluster, and the words for when
//! nothing can be said.

use super::tabs::{Tab, Tabs};
use crate::{
    frame::{Place, Section},
    visit::Visit,
};
use app::{
    context::{Blind, Refusal},
    locale::Locale,
    paths,
    ui::{Empty, Moment, Notice, NoticeKind},
    words::job_error,
};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use model::{
    JobId, RunOutcome,
    authority::{JobView, Scope},
};
use store::{Job, Run, Store};

/// Among so many runs is one that reached a cluster.
const MOST_RUNS: i64 = 20;

/// A job of the project, and its newest run that reached a cluster.
pub(super) struct Inside {
    project_name: String,
    job: Job,
    pub(super) run: Option<Run>,
}

/// The job of the address.
///
/// # Errors
/// [`Refusal::NotFound`] for one of another project, or that the person may not see.
pub(super) async fn inside(visit: &Visit) -> Result<Inside, Refusal> {
    let here = visit.project().await?;
    let scope = here.member.allow::<JobView>()?;
    let id: JobId = visit.param("job")?;
    let store = &visit.state.store;
    let job = store.job(&scope, id).await?;
    let run = newest_submitted(store, &scope, id).await?;
    Ok(Inside { project_name: here.project.name, job, run })
}

/// The newest run of a job that reached a cluster.
pub(super) async fn newest_submitted(store: &Store, scope: &Scope<JobView>, job: JobId) -> store::Result<Option<Run>> {
    let runs = store.runs_of_job(scope, job, MOST_RUNS).await?;
    Ok(runs.into_iter().find(|run| was_submitted(run.outcome, run.state.as_deref())))
}

/// Whether a cluster can know of a run: one that did not start may have been seen there before it was given up.
fn was_submitted(outcome: Option<RunOutcome>, state: Option<&str>) -> bool {
    outcome != Some(RunOutcome::NotStarted) || state.is_some()
}

impl Inside {
    /// The page: the job's name, its sides, and one of them; for a job that was never submitted it says so. `body` is what
    /// the cluster said, or why it said nothing.
    ///
    /// # Errors
    /// When what we remember could not be read.
    pub(super) async fn page(
        &self,
        visit: &Visit,
        tab: Tab,
        body: Option<Result<AnyView, Blind>>,
    ) -> Result<AnyView, Refusal> {
        let locale = visit.locale;
        let answered = matches!(body, Some(Ok(_))).then(|| visit.state.store.now());
        let body = match body {
            None => never_submitted(locale),
            Some(Ok(body)) => body,
            Some(Err(blind)) => said(blind, locale)?,
        };
        self.framed(visit, tab, body, answered).await
    }

    /// The same, with what was recorded.
    ///
    /// # Errors
    /// When what we remember could not be read.
    pub(super) async fn kept(&self, visit: &Visit, tab: Tab, body: Option<AnyView>) -> Result<AnyView, Refusal> {
        let body = body.unwrap_or_else(|| never_submitted(visit.locale));
        self.framed(visit, tab, body, None).await
    }

    async fn framed(
        &self,
        visit: &Visit,
        tab: Tab,
        body: AnyView,
        answered: Option<DateTime<Utc>>,
    ) -> Result<AnyView, Refusal> {
        let (words, locale, project, id) = (visit.words(), visit.locale, self.job.project_id, self.job.id);
        let (title, name) = (tab.word(locale), self.job.name.clone());
        let asked = self.run.as_ref().map(|run| {
            let number = run.number.map(words.jobs.run_number).unwrap_or_default();
            let at = answered.map(|at| view! { " · " {words.job_inside.asked_at} " " <Moment at locale/> });
            view! { <p class="muted">{words.jobs.run} " " {number} {at}</p> }
        });
        let place = Place {
            title: format!("{title} – {name} – {}", self.project_name),
            section: Section::Jobs,
            project: Some(project),
        };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs">
                    <ol>
                        <li><a href=paths::jobs(project)>{words.jobs.title}</a></li>
                        <li><a href=paths::job(project, id)>{name.clone()}</a></li>
                    </ol>
                </nav>
                <h1>{format!("{name} – {title}")}</h1>
            </header>
            <Tabs project job=id current=tab locale/>
            <div class="stack">
                {asked}
                {body}
            </div>
        };
        visit.page(place, content).await
    }
}

fn never_submitted(locale: Locale) -> AnyView {
    let words = locale.words().job_inside;
    view! { <Empty sentence=words.never_submitted why=words.never_submitted_why/> }.into_any()
}

/// Why nothing is shown.
fn said(blind: Blind, locale: Locale) -> Result<AnyView, Refusal> {
    let words = locale.words().job_inside;
    match blind {
        Blind::Store(error) => Err(error.into()),
        Blind::Silent { reason, seen_at } => {
            let reason = job_error(locale.language, &reason);
            let seen = match seen_at {
                Some(at) => view! { {words.seen_at} " " <Moment at locale/> }.into_any(),
                None => words.never_seen.into_any(),
            };
            Ok(view! {
                <Notice kind=NoticeKind::Warn>
                    <strong>{words.silent}</strong>
                    " "
                    {reason}
                    " "
                    {seen}
                </Notice>
            }
            .into_any())
        }
        // What is added later is no reason either to show nothing at all.
        _ => Ok(view! { <Empty sentence=words.forgotten why=words.forgotten_why/> }.into_any()),
    }
}

/// A point in time as Flink says it.
pub(super) fn time(millis: Option<i64>) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(millis?)
}

/// A point in time as Flink says it, or a dash.
pub(super) fn moment(millis: Option<i64>, locale: Locale) -> AnyView {
    match time(millis) {
        Some(at) => view! { <Moment at locale/> }.into_any(),
        None => dash(),
    }
}

/// What stands where nothing is known.
pub(super) fn dash() -> AnyView {
    view! { <span class="muted">"–"</span> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_run_that_did_not_start_counts_if_a_cluster_had_it() {
        assert!(!was_submitted(Some(RunOutcome::NotStarted), None));
        assert!(was_submitted(Some(RunOutcome::NotStarted), Some("RUNNING")));
        assert!(was_submitted(None, None) && was_submitted(Some(RunOutcome::Failed), None));
    }

    #[test]
    fn that_a_cluster_is_silent_is_said_with_the_reason_and_when_it_was_seen() {
        let reason = json!({"code": "engine_not_running", "params": {}});
        let seen_at = time(Some(1_800_000_000_000));
        let html = said(Blind::Silent { reason: reason.clone(), seen_at }, Locale::default()).unwrap().to_html();
        assert!(html.contains("The local engine does not run.") && html.contains("2027-01-15"), "{html}");
        let html = said(Blind::Silent { reason, seen_at: None }, Locale::default()).unwrap().to_html();
        assert!(html.contains("It was never seen."), "{html}");
        let html = said(Blind::Forgotten, Locale::default()).unwrap().to_html();
        assert!(html.contains("does not know this run any more"), "{html}");
    }
}
