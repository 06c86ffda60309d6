//! The form for a job, new or known, and its end.

use super::fields::{FIELDS, Fields, Known};
use crate::{
    frame::{Place, Section},
    visit::{Here, Visit, settle},
};
use app::{
    context::Refusal,
    forms::Flash,
    locale::Locale,
    paths,
    ui::{ConfirmField, Empty, Notice, NoticeKind},
};
use leptos::prelude::*;
use model::{
    JobId, JobSettings, JobSettingsForm, ScriptId,
    authority::{JobEdit, JobView, ProjectView, ScriptView},
};
use store::{Job, PageRequest};

/// Scripts that can be chosen: those that were changed last.
const SCRIPTS: i64 = 300;

/// Makes a job.
#[component]
pub(crate) fn NewJobPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        here.member.allow::<JobEdit>()?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let copied = match visit.query("copy").and_then(|text| text.parse().ok()) {
            Some(id) => Some(visit.state.store.job(&here.member.allow::<JobView>()?, id).await?),
            None => None,
        };
        let script = match &copied {
            Some(job) => Some(job.script_id),
            None => visit.query("script").and_then(|text| text.parse().ok()),
        };
        let mut known = choices(&visit, &here, script).await?;
        known.settings = JobSettingsForm::from(&JobSettings::default());
        if let Some(job) = copied {
            known = of_job(&job, known);
            known.name = (words.jobs.copy_name)(&job.name);
        } else if let Some(script) = script {
            known.script = script.to_string();
            let name = known.scripts.iter().find(|(id, _)| *id == known.script).map(|(_, name)| name.clone());
            known.name = name.unwrap_or_default();
        }
        let missing = missing(&known, locale);
        let place = Place { title: words.jobs.new.into(), section: Section::Jobs, project: Some(here.project.id) };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=paths::jobs(here.project.id)>{words.jobs.title}</a></nav>
                <h1>{words.jobs.new}</h1>
                <p class="page-lead">{words.jobs.new_intro}</p>
            </header>
            {above(&flash, locale)}
            {match missing {
                Some(sentence) => view! { <Empty sentence why=words.jobs.none_why/> }.into_any(),
                None => view! {
                    <form method="post" class="form" data-guard="">
                        <Fields known flash locale/>
                        <div class="form-acts">
                            <button class="button" data-kind="primary">{words.jobs.new}</button>
                            <a class="button" href=paths::jobs(here.project.id)>{words.common.cancel}</a>
                        </div>
                    </form>
                }
                .into_any(),
            }}
        };
        visit.page(place, content).await
    })
}

/// Changes a job, or deletes it.
#[component]
pub(crate) fn EditJobPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        here.member.allow::<JobEdit>()?;
        let id: JobId = visit.param("job")?;
        let job = visit.state.store.job(&here.member.allow::<JobView>()?, id).await?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let known = of_job(&job, choices(&visit, &here, Some(job.script_id)).await?);
        let page = paths::job(here.project.id, id);
        let revision = job.revision.to_string();
        let runs =
            (!job.state.is_over()).then(|| view! { <Notice kind=NoticeKind::Info>{words.jobs.edit_running}</Notice> });
        let delete = delete(&job, flash.clone(), locale);
        let place = Place { title: words.jobs.edit.into(), section: Section::Jobs, project: Some(here.project.id) };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs">
                    <ol>
                        <li><a href=paths::jobs(here.project.id)>{words.jobs.title}</a></li>
                        <li><a href=page.clone()>{job.name.clone()}</a></li>
                    </ol>
                </nav>
                <h1>{words.jobs.edit}</h1>
            </header>
            {above(&flash, locale)}
            {runs}
            <form method="post" class="form" data-guard="">
                <input type="hidden" name="revision" value=revision/>
                <Fields known flash locale/>
                <div class="form-acts">
                    <button class="button" data-kind="primary" name="act" value="save">{words.common.save}</button>
                    <a class="button" href=page>{words.common.cancel}</a>
                </div>
            </form>
            {delete}
        };
        visit.page(place, content).await
    })
}

/// What can be chosen: scripts, versions of the script if one is given, and clusters on which the project may deploy.
async fn choices(visit: &Visit, here: &Here, script: Option<ScriptId>) -> Result<Known, Refusal> {
    let (store, words) = (&visit.state.store, visit.words().jobs);
    let scope = here.member.allow::<ScriptView>()?;
    let newest = store.newest_scripts(&scope, SCRIPTS).await?;
    let mut scripts: Vec<(ScriptId, String)> = newest.into_iter().map(|entry| (entry.id, entry.name)).collect();
    // The one that was asked for may not be among them.
    if let Some(script) = script.filter(|script| !scripts.iter().any(|(id, _)| id == script))
        && let Ok(found) = store.script(&scope, script).await
    {
        scripts.push((found.id, found.name));
    }
    scripts.sort_by_key(|(_, name)| name.to_lowercase());
    let versions = match script {
        Some(script) => store.script_versions(&scope, script, PageRequest { number: 0, size: 100 }).await?.rows,
        None => Vec::new(),
    };
    let clusters = store.granted_clusters(&here.member.allow::<ProjectView>()?).await?;
    Ok(Known {
        scripts: scripts.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
        versions: versions
            .into_iter()
            .map(|version| (version.id.to_string(), (words.version_number)(version.number, &version.note)))
            .collect(),
        clusters: clusters
            .into_iter()
            .filter(|cluster| cluster.may_deploy)
            .map(|cluster| (cluster.id.to_string(), cluster.name))
            .collect(),
        ..Known::default()
    })
}

fn of_job(job: &Job, known: Known) -> Known {
    Known {
        name: job.name.clone(),
        description: job.description.clone(),
        script: job.script_id.to_string(),
        version: job.version_id.map(|version| version.to_string()).unwrap_or_default(),
        cluster: job.cluster_id.to_string(),
        settings: JobSettingsForm::from(&job.settings),
        ..known
    }
}

/// Why no job can be made yet.
fn missing(known: &Known, locale: Locale) -> Option<&'static str> {
    let words = locale.words().jobs;
    if known.scripts.is_empty() {
        return Some(words.no_script);
    }
    known.clusters.is_empty().then_some(words.no_cluster)
}

/// Problems without a field.
fn above(flash: &Flash, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words();
    let shown: Vec<&str> = FIELDS.into_iter().chain(["confirmation"]).collect();
    let sentences: Vec<String> = flash.problems_elsewhere(&shown).map(|problem| words.problem(&problem.code)).collect();
    sentences.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()
}

/// The end of a job.
fn delete(job: &Job, flash: Flash, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words();
    let (name, revision) = (job.name.clone(), job.revision.to_string());
    let barred = job.state.can_be_deleted().err().map(|code| words.problem(&code));
    let button = match &barred {
        Some(_) => view! {
            <button type="button" class="button" data-kind="danger" aria-disabled="true" aria-describedby="delete-barred">{words.jobs.delete}</button>
        }
        .into_any(),
        None => view! {
            <button class="button" data-kind="danger" name="act" value="delete">{words.jobs.delete}</button>
        }
        .into_any(),
    };
    view! {
        <section class="panel danger">
            <header class="panel-head"><h2>{words.jobs.delete}</h2></header>
            <p>{words.jobs.delete_why}</p>
            <form method="post" class="form">
                <input type="hidden" name="revision" value=revision/>
                <ConfirmField expected=name flash locale/>
                <div class="form-acts">
                    {button}
                    {barred.map(|reason| view! { <span class="reason" id="delete-barred">{reason}</span> })}
                </div>
            </form>
        </section>
    }
}
