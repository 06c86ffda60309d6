//! What would be submitted, and the choice of what it goes on from: a first deploy, an upgrade, a roll back.

use super::{
    choice::{Choice, choice},
    compare::compared,
    effective::settings_table,
    view::{JobView, job_view},
};
use crate::{
    frame::{Place, Section},
    visit::{Here, Visit, settle},
};
use app::{
    context::Refusal,
    forms::Flash,
    paths,
    ui::{Notice, NoticeKind},
};
use leptos::prelude::*;
use model::{
    JobAct, JobId, RunId,
    authority::{JobControl, JobView as View},
    job::EffectiveSettings,
};
use store::Run;

/// Submits a job of which nothing runs.
#[component]
pub(crate) fn DeployJobPage() -> impl IntoView {
    settle(async |visit| starting(visit, JobAct::Deploy).await)
}

/// Puts a job as it is described now in the place of what runs.
#[component]
pub(crate) fn UpgradeJobPage() -> impl IntoView {
    settle(async |visit| starting(visit, JobAct::Upgrade).await)
}

/// Starts a job again as an earlier run had it.
#[component]
pub(crate) fn RollBackJobPage() -> impl IntoView {
    settle(async |visit| starting(visit, JobAct::RollBack).await)
}

/// The run to which the job is rolled back.
async fn run_to(visit: &Visit, here: &Here, view: &JobView) -> Result<Run, Refusal> {
    let id: RunId = visit.param("run")?;
    let run = visit.state.store.run_of_job(&here.member.allow::<View>()?, view.job.id, id).await?;
    Ok(run)
}

/// The settings of a run, as they were then; of one of which they are not known, those that the job has now.
fn settings_of(run: Option<&Run>, view: &JobView) -> EffectiveSettings {
    run.and_then(Run::settings).unwrap_or_else(|| view.effective.clone())
}

/// What it runs and the settings as they will be submitted, how they differ from what ran last, and from which state.
async fn starting(visit: Visit, act: JobAct) -> Result<AnyView, Refusal> {
    let here = visit.project().await?;
    here.member.allow::<JobControl>()?;
    let id: JobId = visit.param("job")?;
    let view = job_view(&visit.state, visit.actor()?, here.project.id, id).await?;
    let run = match act {
        JobAct::RollBack => Some(run_to(&visit, &here, &view).await?),
        _ => None,
    };
    let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
    let text = compared(&visit.state.store, &here.member, &view, run.as_ref(), locale).await?;
    let settings = settings_of(run.as_ref(), &view);
    let script_wins = view.job.artifact.script().map(|_| {
        view! { <p class="muted">{words.templates.script_wins}</p> }
    });
    let latest = visit.state.store.latest_state(&here.member.allow::<View>()?, id).await?;
    let name = &view.job.name;
    let (title, intro) = match (act, run.as_ref().and_then(|run| run.number)) {
        (JobAct::RollBack, Some(number)) => ((words.jobs.roll_back_title)(name, number), words.jobs.roll_back_intro),
        (JobAct::Upgrade, _) => ((words.jobs.upgrade_title)(name), words.jobs.upgrade_intro),
        _ => ((words.jobs.deploy_title)(name), words.jobs.deploy_intro),
    };
    let asked = flash.typed("from").map(String::from).or_else(|| visit.query("from"));
    let choice = choice(&Choice { view: &view, latest, asked, before: run.as_ref() }, locale);
    let problems: Vec<String> = flash.problems_elsewhere(&[]).map(|problem| words.problem(&problem.code)).collect();
    let barred = view.job.state.can(act).err().map(|code| words.problem(&code));
    let place = Place { title: title.clone(), section: Section::Jobs, project: Some(here.project.id) };
    let button = match &barred {
        Some(_) => view! {
            <button type="button" class="button" aria-disabled="true" aria-describedby="deploy-barred">{(words.jobs.acts)(act)}</button>
        }
        .into_any(),
        None => view! { <button class="button" data-kind="primary">{(words.jobs.acts)(act)}</button> }.into_any(),
    };
    let content = view! {
        <header class="page-head">
            <nav class="crumbs">
                <ol>
                    <li><a href=paths::jobs(here.project.id)>{words.jobs.title}</a></li>
                    <li><a href=paths::job(here.project.id, id)>{view.job.name.clone()}</a></li>
                </ol>
            </nav>
            <h1>{title}</h1>
            <p class="page-lead">{intro}</p>
        </header>
        {problems.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
        <form method="post" class="form">
            {choice}
            <div class="form-acts">
                {button}
                <a class="button" href=paths::job(here.project.id, id)>{words.common.cancel}</a>
                {barred.map(|reason| view! { <span class="reason" id="deploy-barred">{reason}</span> })}
            </div>
        </form>
        {text}
        <section class="panel">
            <header class="panel-head"><h2>{words.jobs.settings}</h2></header>
            {settings_table(settings.values(), locale)}
            {script_wins}
        </section>
    };
    visit.page(place, content).await
}
