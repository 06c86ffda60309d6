//! What a job can go on from, and how it ran before.

use super::{
    shape::{shape_of, shape_of_outcome},
    steps::how_far,
    view::JobView,
};
use app::{
    locale::Locale,
    paths,
    ui::{Columns, Moment, State, Table},
    words::{bytes, job_error, span},
};
use leptos::prelude::*;
use model::{JobAct, JobState, RunOutcome};
use store::{Run, Snapshot};

/// Savepoints that are there.
pub(super) fn snapshots(view: &JobView, locale: Locale) -> AnyView {
    let words = locale.words().jobs;
    let can_deploy = view.rights.operates && view.job.state.is_over() && view.under_way().is_none();
    let deploy = paths::deploy_job(view.job.project_id, view.job.id);
    let number =
        |snapshot: &Snapshot| view.runs.iter().find(|run| run.id == snapshot.run_id).and_then(|run| run.number);
    let rows = view.snapshots.iter().map(|snapshot| {
        let run = number(snapshot).map(words.run_number).unwrap_or_default();
        let (kind, at, path) = ((words.snapshot_kind)(snapshot.kind), snapshot.completed_at, snapshot.path.clone());
        let size = snapshot.size.map(bytes);
        let from = can_deploy.then(|| {
            let href = paths::with_query(&deploy, &[("from", &snapshot.id.to_string())]);
            view! { <a href=href>{words.from_here}</a> }
        });
        view! {
            <tr>
                <td><a href=paths::snapshot(snapshot.project_id, snapshot.job_id, snapshot.id)>{kind}</a></td>
                <td><Moment at locale/></td>
                <td>{run}</td>
                <td class="num">{size}</td>
                <td class="clip"><code title=path.clone()>{path.clone()}</code></td>
                <td>{from}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let body = match view.snapshots.is_empty() {
        true => view! { <p class="muted">{words.snapshots_none}</p> }.into_any(),
        false => {
            let columns = Columns::default()
                .text(words.kind)
                .text(words.taken)
                .text(words.run)
                .number(locale.words().job_savepoints.size)
                .text(words.path)
                .text(locale.words().common.actions);
            view! { <Table label=words.snapshots columns rows/> }.into_any()
        }
    };
    let kept = (!view.snapshots.is_empty()).then(|| {
        let in_all = (locale.words().job_savepoints.in_all)(view.kept.count, view.kept.bytes);
        view! { <span class="muted">{in_all}</span> }
    });
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.snapshots}</h2> {kept}</header>
            {periodic(view, locale)}
            {body}
        </section>
    }
    .into_any()
}

/// Which savepoints are taken by themselves.
fn periodic(view: &JobView, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().job_savepoints;
    let now = view.job.periodic_savepoints();
    let sentence = now.minutes.map_or_else(|| words.none.to_owned(), |minutes| (words.every)(minutes, now.kept));
    let change = view.rights.operates.then(|| {
        let label = format!("{}: {}", words.change, words.title);
        let href = paths::job_savepoints(view.job.project_id, view.job.id);
        view! { <a href=href aria-label=label>{words.change}</a> }
    });
    view! { <p>{words.title} ": " {sentence} " " {change}</p> }
}

/// The newest runs.
pub(super) fn runs(view: &JobView, locale: Locale) -> AnyView {
    let words = locale.words().jobs;
    let newest = view.run().map(|run| run.id);
    let state = view.job.state;
    let can_go_back = view.rights.operates && view.under_way().is_none() && state.can(JobAct::RollBack).is_ok();
    let lines = view.runs.iter().map(|run| {
        // What runs is no place to go back to.
        let is_now = newest == Some(run.id) && !state.is_over();
        let back = (can_go_back && !is_now && run.artifact().is_some())
            .then(|| paths::roll_back_job(view.job.project_id, view.job.id, run.id));
        let report = view.evidence.contains(&run.id).then(|| {
            let href = paths::evidence(view.job.project_id, view.job.id, run.id);
            view! { <a href=href>{locale.words().inbox.evidence}</a> }.into_any()
        });
        line(run, (newest == Some(run.id)).then_some(state), (report, can_go_back, back), locale)
    });
    let lines = lines.collect_view();
    let columns = Columns::default()
        .text(words.run)
        .text(words.outcome_head)
        .text(words.version)
        .text(words.started)
        .text(words.ended)
        .text(words.restored_from)
        .text(words.flink_job)
        .text_if(can_go_back, locale.words().common.actions);
    let body = match view.runs.is_empty() {
        true => view! { <p class="muted">{words.runs_none}</p> }.into_any(),
        false => view! { <Table label=words.runs columns rows=lines/> }.into_any(),
    };
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.runs}</h2></header>
            {body}
        </section>
    }
    .into_any()
}

fn line(
    run: &Run,
    state: Option<JobState>,
    (report, can_go_back, back): (Option<AnyView>, bool, Option<String>),
    locale: Locale,
) -> impl IntoView + use<> {
    let words = locale.words().jobs;
    let number = run.number.map(words.run_number).unwrap_or_default();
    let outcome = match (run.outcome, state) {
        (Some(outcome), _) => {
            view! { <State shape=shape_of_outcome(outcome) word=(words.outcome)(outcome)/> }.into_any()
        }
        (None, Some(state)) => view! { <State shape=shape_of(state) word=(words.state)(state)/> }.into_any(),
        (None, None) => view! { <span class="muted">"–"</span> }.into_any(),
    };
    let how_far = how_far(run.at_step().filter(|_| run.outcome != Some(RunOutcome::Finished)), locale);
    let why = run.failure.as_ref().and_then(|failure| job_error(locale.language, failure));
    let version = run.resolved.as_ref().and_then(|resolved| resolved["version"].as_i64());
    let (started_at, ended_at) = (run.started_at, run.ended_at);
    let ended = ended_at.map(|at| {
        let took = (words.took)(&span((at - started_at).num_milliseconds()));
        view! { <Moment at locale/> " · " {took} }
    });
    let from = match run.restored_from.clone() {
        Some(path) => {
            // Its own name tells it from others; the folders before it are those of the cluster.
            let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
            view! { <code title=path>{name}</code> }.into_any()
        }
        None => view! { <span class="muted">{words.began_empty}</span> }.into_any(),
    };
    view! {
        <tr>
            <td>{number}</td>
            <td title=why>{outcome} {how_far} " " {report}</td>
            <td>{version.map(|version| version.to_string())}</td>
            <td><Moment at=started_at locale/></td>
            <td>{ended}</td>
            <td class="clip">{from}</td>
            <td class="clip"><code>{run.flink_job_id.to_string()}</code></td>
            {can_go_back.then(|| view! { <td>{back.map(|href| view! { <a href=href>{words.roll_back_here}</a> })}</td> })}
        </tr>
    }
}
