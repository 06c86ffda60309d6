//! The form for a job, new or known, and its end.

use super::{
    choices::{Chosen, as_said, choices},
    fields::{FIELDS, Fields, Known},
    labels::known_labels,
    settings_fields::SETTINGS_FIELDS,
};
use crate::{
    frame::{Place, Section},
    visit::{Visit, settle},
};
use app::{
    forms::Flash,
    locale::Locale,
    paths,
    ui::{CheckField, ConfirmField, Empty, Notice, NoticeKind},
};
use leptos::prelude::*;
use model::{
    ArtifactKind, JobId, JobSettings, JobSettingsForm,
    authority::{JobControl, JobEdit, JobView},
};
use store::Job;

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
        let script = visit.query("script").and_then(|text| text.parse().ok());
        let jar = visit.query("jar").and_then(|text| text.parse().ok());
        let chosen = match (asked(&visit, &flash), jar, &copied) {
            (asked, _, Some(job)) => Chosen::of(&job.artifact, asked),
            (Some(ArtifactKind::Jar), jar, None) | (None, jar @ Some(_), None) => Chosen::Jar(jar),
            _ => Chosen::Script(script),
        };
        let mut known = choices(&visit, &here, chosen).await?;
        known.settings = JobSettingsForm::from(&JobSettings::default());
        known.name = name_of(&known);
        known.labels = known_labels(&visit, &here, None).await?;
        if let Some(job) = copied {
            known = of_job(&job, known);
            known.labels = known.labels.copied(&job.tags);
            known.name = (words.jobs.copy_name)(&job.name);
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
            {tabs(&visit.path, chosen.kind(), locale)}
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
        let chosen = Chosen::of(&job.artifact, asked(&visit, &flash));
        let mut known = of_job(&job, choices(&visit, &here, chosen).await?);
        known.labels = known_labels(&visit, &here, Some(&job)).await?;
        let page = paths::job(here.project.id, id);
        let revision = job.revision.to_string();
        let runs =
            (!job.state.is_over()).then(|| view! { <Notice kind=NoticeKind::Info>{words.jobs.edit_running}</Notice> });
        let may_delete_state = here.member.has::<JobControl>();
        let delete = delete((&job, may_delete_state), flash.of_act("delete"), locale);
        let saved = flash.of_act("save");
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
            {tabs(&visit.path, chosen.kind(), locale)}
            <form method="post" class="form" data-guard="">
                <input type="hidden" name="revision" value=revision/>
                <Fields known flash=saved locale/>
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

/// Script or jar, if the form or the address says which.
fn asked(visit: &Visit, flash: &Flash) -> Option<ArtifactKind> {
    let typed = flash.typed("artifact").map(String::from);
    typed.or_else(|| visit.query("artifact")).and_then(|text| text.parse().ok())
}

/// What a job is called at first: as what it runs.
fn name_of(known: &Known) -> String {
    let (id, all) = match known.artifact {
        Some(ArtifactKind::Jar) => (&known.jar.jar, &known.jar.jars),
        _ => (&known.script, &known.scripts),
    };
    let name = all.iter().find(|(one, _)| one == id).map(|(_, name)| name.as_str()).unwrap_or_default();
    name.strip_suffix(".jar").unwrap_or(name).to_owned()
}

/// Links to the form for a script and to the one for a jar.
fn tabs(path: &str, shown: ArtifactKind, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().jobs;
    let tabs = ArtifactKind::ALL.iter().map(|kind| {
        let href = paths::with_query(path, &[("artifact", kind.as_str())]);
        view! { <a href=href aria-current=(*kind == shown).then_some("page")>{(words.artifact)(*kind)}</a> }
    });
    view! { <nav class="tabs" aria-label=words.runs_what>{tabs.collect_view()}</nav> }
}

fn of_job(job: &Job, known: Known) -> Known {
    let known = Known {
        name: job.name.clone(),
        description: job.description.clone(),
        cluster: job.cluster_id.to_string(),
        settings: JobSettingsForm::from(&job.settings),
        template: job.template_id.map(|template| template.to_string()).unwrap_or_default(),
        ..known
    };
    as_said(&job.artifact, known)
}

/// Why no job can be made yet.
fn missing(known: &Known, locale: Locale) -> Option<&'static str> {
    let words = locale.words().jobs;
    match known.artifact {
        Some(ArtifactKind::Jar) if known.jar.jars.is_empty() => return Some(words.no_jar),
        Some(ArtifactKind::Script) | None if known.scripts.is_empty() => return Some(words.no_script),
        _ => {}
    }
    known.clusters.is_empty().then_some(words.no_cluster)
}

/// Problems without a field.
fn above(flash: &Flash, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words();
    let shown: Vec<&str> = FIELDS.into_iter().chain(SETTINGS_FIELDS).chain(["confirmation"]).collect();
    let sentences: Vec<String> = flash.problems_elsewhere(&shown).map(|problem| words.problem(&problem.code)).collect();
    sentences.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()
}

/// The end of a job.
fn delete((job, may_delete_state): (&Job, bool), flash: Flash, locale: Locale) -> impl IntoView + use<> {
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
                {may_delete_state.then(|| {
                    let kept = locale.words().job_savepoints;
                    view! {
                        <CheckField name="with_state" label=kept.with_state ticked=false flash=flash.clone()/>
                        <p class="muted">{kept.with_state_why}</p>
                    }
                })}
                <ConfirmField expected=name flash locale/>
                <div class="form-acts">
                    {button}
                    {barred.map(|reason| view! { <span class="reason" id="delete-barred">{reason}</span> })}
                </div>
            </form>
        </section>
    }
}
