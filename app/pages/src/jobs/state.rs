//! What a job does now: on its page, and in `/live` after every change. It takes all it needs as props.

use super::{acts::JobActs, differs::differs, history, shape::shape_of, steps, view::JobView};
use app::{
    locale::Locale,
    paths,
    ui::{Moment, Notice, NoticeKind, State, operation_shape},
    words::{bytes, job_error, span},
};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use model::{JobAct, JobState, Topic};
use store::{Operation, OperationState, Step};

/// State, acts, key figures, the last act with its steps, snapshots and runs.
#[component]
pub(crate) fn JobNow(
    /// What is shown.
    view: JobView,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words().jobs;
    let (job, revision) = (&view.job, view.stamp().to_string());
    let topic = Topic::Job(job.project_id, job.id).to_string();
    let (state, since) = (job.state, job.state_since);
    let means = (words.state_means)(state).map(|sentence| view! { <p class="muted">{sentence}</p> });
    let report = view.run().filter(|run| state.is_over() && view.evidence.contains(&run.id)).map(|run| {
        let href = paths::evidence(job.project_id, job.id, run.id);
        view! { <p><a href=href>{locale.words().inbox.evidence}</a></p> }
    });
    let failure = failure(&view, locale).map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> });
    let stale = stale(&view, locale).into_iter();
    let stale = stale.map(|sentence| view! { <Notice kind=NoticeKind::Info>{sentence}</Notice> }).collect_view();
    let last = view.operations.first().cloned().map(|operation| {
        let free = view.rights.operates && !operation.state.is_active();
        let choice = differs((job.project_id, job.id), &operation, free, locale);
        last_act(operation, choice, locale)
    });
    let figures = figures(&view, locale);
    let (steps, how_to_go_on) = (steps::steps(&view, locale), steps::resume_means(&view, locale));
    let (snapshots, runs) = (history::snapshots(&view, locale), history::runs(&view, locale));
    view! {
        <div class="stack job" data-live=topic data-rev=revision>
            <section class="panel" aria-label=words.title>
                <header class="panel-head">
                    <h2><State shape=shape_of(state) word=(words.state)(state)/></h2>
                    <span class="muted">{words.since} " " <Moment at=since locale/></span>
                    <div class="panel-acts"><JobActs view=view.clone() locale/></div>
                </header>
                <div class="stack">
                    {means}
                    {failure}
                    {report}
                    {how_to_go_on}
                    {stale}
                    {figures}
                    {last}
                </div>
            </section>
            {steps}
            {snapshots}
            {runs}
        </div>
    }
}

/// Why the newest run does not go on, if it failed or was lost.
fn failure(view: &JobView, locale: Locale) -> Option<String> {
    let run = view.run().filter(|_| matches!(view.job.state, JobState::Failed | JobState::Ended))?;
    job_error(locale.language, run.failure.as_ref()?)
}

/// What of it a deploy would bring in another way than it runs now.
fn stale(view: &JobView, locale: Locale) -> Vec<String> {
    let words = locale.words();
    let Some(run) = view.run() else { return Vec::new() };
    let version = run.resolved.as_ref().and_then(|resolved| resolved["version"].as_i64());
    let script = version.filter(|_| view.is_changed).map(words.jobs.script_changed);
    let change = run.settings().map(|settings| view.effective.change_since(&settings)).unwrap_or_default();
    let settings = change.job.then(|| words.jobs.settings_changed.to_owned());
    let template = change.template.then(|| words.templates.changed.to_owned());
    [script, settings, template].into_iter().flatten().collect()
}

/// Key figures of the newest run.
fn figures(view: &JobView, locale: Locale) -> Option<AnyView> {
    let words = locale.words().jobs;
    let run = view.run()?;
    let number = run.number.map(words.run_number).unwrap_or_default();
    let parallelism = run.resolved.as_ref().and_then(|resolved| resolved["parallelism"].as_u64()).unwrap_or(1);
    let checkpoints = view.effective.settings().checkpoints.as_ref();
    let off = checkpoints.is_none_or(|checkpoints| checkpoints.interval_seconds.is_none());
    let checkpoint = match &run.swept {
        Some(swept) => {
            let size = swept.size.and_then(|size| i64::try_from(size).ok()).map(bytes);
            let took = swept.duration.and_then(|ms| i64::try_from(ms).ok()).map(|ms| (words.took)(&span(ms)));
            let note = size.into_iter().chain(took).collect::<Vec<_>>().join(" · ");
            let counts = (words.checkpoint_numbers)(swept.completed, swept.failed);
            let at = swept.completed_at;
            view! {
                <span class="tile-figure"><small><Moment at locale/></small></span>
                <span class="tile-note" title=counts>{note}</span>
            }
            .into_any()
        }
        None if off => view! { <span class="tile-note">{words.checkpoints_off}</span> }.into_any(),
        None => view! { <span class="tile-figure"><small>{words.checkpoint_none}</small></span> }.into_any(),
    };
    let started = run.started_at;
    Some(
        view! {
            <div class="tiles">
                <div class="tile">
                    <span class="tile-name">{words.run}</span>
                    <span class="tile-figure">{number}</span>
                    <span class="tile-note">{words.started} " " <Moment at=started locale/></span>
                </div>
                <div class="tile">
                    <span class="tile-name">{words.checkpoint}</span>
                    {checkpoint}
                </div>
                <div class="tile">
                    <span class="tile-name">{words.parallelism}</span>
                    <span class="tile-figure">{parallelism}</span>
                </div>
            </div>
        }
        .into_any(),
    )
}

/// What was asked for last: with its steps while it is under way or when it went wrong, else folded.
fn last_act(operation: Operation, choice: Option<AnyView>, locale: Locale) -> AnyView {
    let words = locale.words();
    let act = JobAct::from_operation_kind(&operation.kind).map(words.jobs.acts).unwrap_or_default();
    let shape = operation_shape(operation.state);
    let word = (words.engine.act_state)(operation.state);
    let error = operation.error.as_ref().and_then(|error| job_error(locale.language, error));
    let unfolded = operation.state != OperationState::Succeeded;
    let time = operation.ended_at.map(|ended| span((ended - operation.requested_at).num_milliseconds()));
    let time = match time {
        Some(took) => (words.jobs.took)(&took).into_any(),
        None => counting(operation.requested_at),
    };
    let requested_at = operation.requested_at;
    let steps = operation.steps.iter().map(|step| line(step, &operation, locale)).collect_view();
    view! {
        <details id="job-act" open=unfolded>
            <summary>
                {words.jobs.last_act} ": " <strong>{act}</strong> " " <State shape word/> " " {time} " · "
                <Moment at=requested_at locale/>
            </summary>
            <div class="stack">
                {error.map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> })}
                {choice}
                <ol class="steps">{steps}</ol>
            </div>
        </details>
    }
    .into_any()
}

fn line(step: &Step, operation: &Operation, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().jobs;
    let name = (words.step)(&step.name).map_or_else(|| step.name.clone(), String::from);
    let look = match step.ended_at {
        None if operation.state.is_active() => "running",
        None => "failed",
        Some(_) if step.outcome.is_some() => "failed",
        Some(_) => "finished",
    };
    let time = match step.ended_at {
        Some(ended) => span((ended - step.started_at).num_milliseconds()).into_any(),
        None if operation.state.is_active() => counting(step.started_at),
        None => ().into_any(),
    };
    let current = (look == "running").then_some("step");
    view! { <li data-state=look aria-current=current><span>{name}</span><span class="step-time">{time}</span></li> }
}

/// A time that the page script counts on.
fn counting(since: DateTime<Utc>) -> AnyView {
    let at = since.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    view! { <time datetime=at data-since="">"…"</time> }.into_any()
}
