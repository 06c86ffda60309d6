//! The steps of a run: how far it is, and where it can be resumed.

use super::{
    shape::{shape_of, shape_of_outcome},
    view::JobView,
};
use app::{
    locale::Locale,
    ui::{Moment, State, StateShape, Table},
    words::{job_error, span},
};
use leptos::prelude::*;
use model::{JobAct, RunOutcome, RunStep};
use store::{BatchStep, Run};

/// The steps of the newest run, if it has several.
pub(super) fn steps(view: &JobView, locale: Locale) -> Option<AnyView> {
    let words = locale.words().job_steps;
    let run = view.run()?;
    let at = run.at_step()?;
    let lines = view.steps.iter().map(|step| line(view, (run, at), step, locale)).collect_view();
    let columns = ["#", words.statement, locale.words().common.state, locale.words().jobs.started, words.took];
    Some(
        view! {
            <section class="panel">
                <header class="panel-head">
                    <h2>{words.title}</h2>
                    <span class="muted">{(words.of)(at.number, at.count)}</span>
                </header>
                <Table label=words.title columns rows=lines/>
            </section>
        }
        .into_any(),
    )
}

fn line(view: &JobView, (run, at): (&Run, RunStep), step: &BatchStep, locale: Locale) -> impl IntoView + use<> {
    let (words, jobs) = (locale.words().job_steps, locale.words().jobs);
    let is_current = step.number == at.number && run.ended_at.is_none();
    let state = match step.outcome {
        _ if step.taken_from.is_some() => {
            view! { <span title=words.taken_why><State shape=StateShape::Finished word=words.taken/></span> }.into_any()
        }
        Some(outcome) => view! { <State shape=shape_of_outcome(outcome) word=(jobs.outcome)(outcome)/> }.into_any(),
        None if is_current && step.started_at.is_some() => {
            view! { <State shape=shape_of(view.job.state) word=(jobs.state)(view.job.state)/> }.into_any()
        }
        None => view! { <span class="muted">{words.not_begun}</span> }.into_any(),
    };
    let why = step.failure.as_ref().and_then(|failure| job_error(locale.language, failure));
    let why = why.map(|why| view! { <div class="muted">{why}</div> });
    let started = step.started_at.map(|at| view! { <Moment at locale/> });
    let took = step.started_at.zip(step.ended_at);
    let took = took.map(|(from, to)| span((to - from).num_milliseconds()));
    view! {
        <tr aria-current=is_current.then_some("step")>
            <td>{step.number}</td>
            <td class="clip">
                <code title=step.statement.clone()>{step.statement.clone()}</code>
                " "
                <span class="muted">{(words.line)(step.line)}</span>
            </td>
            <td>{state} {why}</td>
            <td>{started}</td>
            <td>{took}</td>
        </tr>
    }
}

/// The button that resumes the newest run at the step at which it ended.
pub(super) fn resume(view: &JobView, is_free: bool, locale: Locale) -> Option<AnyView> {
    let words = locale.words().job_steps;
    let run = view.run()?;
    let number = run.at_step()?.number;
    view.job.state.can(JobAct::Resume).ok()?;
    let (text, title) = ((words.resume)(number), (words.resume_means)(number));
    Some(match is_free {
        true => view! {
            <input type="hidden" name="run" value=run.id.to_string()/>
            <button class="button" data-kind="primary" name="act" value=JobAct::Resume.as_str() title=title>{text}</button>
        }
        .into_any(),
        false => view! {
            <button type="button" class="button" aria-disabled="true" aria-describedby="job-barred" title=title>{text}</button>
        }
        .into_any(),
    })
}

/// What resuming does, for who may choose between that and a deploy.
pub(super) fn resume_means(view: &JobView, locale: Locale) -> Option<AnyView> {
    let words = locale.words().job_steps;
    let step = view.run()?.at_step().filter(|_| view.job.state.can(JobAct::Resume).is_ok())?;
    let where_it_ended = match view.run()?.outcome {
        Some(RunOutcome::Failed | RunOutcome::NotStarted) => (words.failed_at)(step.number, step.count),
        _ => (words.ended_at)(step.number, step.count),
    };
    let deploy = (locale.words().jobs.acts)(JobAct::Deploy);
    Some(
        view! {
            <p>
                <strong>{where_it_ended}</strong>
                " "
                {(words.resume)(step.number)}
                ": "
                {(words.resume_means)(step.number)}
                " "
                {deploy}
                ": "
                {words.deploy_means}
            </p>
        }
        .into_any(),
    )
}

/// How far a run is that is not finished, for a line of a list.
pub(super) fn how_far(at: Option<RunStep>, locale: Locale) -> Option<AnyView> {
    let at = at?;
    let text = (locale.words().job_steps.of)(at.number, at.count);
    Some(view! { " " <span class="muted">{text}</span> }.into_any())
}
