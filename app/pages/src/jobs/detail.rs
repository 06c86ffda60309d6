//! One job.

use super::{
    definition::{KnownVersion, definition},
    state::JobNow,
    submitted::runnable,
    tabs::{Tab, Tabs},
    view::job_view,
};
use crate::{
    frame::{Place, Section},
    hands_off,
    visit::{Visit, settle},
};
use app::{
    context::Refusal,
    forms::Flash,
    paths,
    ui::{Notice, NoticeKind},
};
use leptos::prelude::*;
use model::{Artifact, JobId, authority::Membership};

/// What a job does, what it can go on from, how it ran before, and what it is.
#[component]
pub(crate) fn JobPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let id: JobId = visit.param("job")?;
        let view = job_view(&visit.state, visit.actor()?, here.project.id, id).await?;
        let version = version(&visit, &here.member, &view.job.artifact).await?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let (name, description) = (view.job.name.clone(), view.job.description.clone());
        let done = match flash.what_was_done() {
            Some("saved") => Some(words.jobs.saved),
            Some("requested") => Some(words.jobs.requested),
            Some("savepoints") => Some(words.job_savepoints.saved),
            _ => hands_off::done(&flash, locale),
        };
        let held = visit.state.store.hands_off_job(&here.member.allow()?, id, view.job.cluster_id).await?;
        let problems: Vec<String> = flash.problems_elsewhere(&[]).map(|problem| words.problem(&problem.code)).collect();
        let place = Place {
            title: format!("{name} – {}", here.project.name),
            section: Section::Jobs,
            project: Some(here.project.id),
        };
        let edit = view.rights.edits.then(|| {
            view! { <a class="button" href=paths::edit_job(here.project.id, id)>{words.common.edit}</a> }
        });
        let definition = definition(&view, version, locale);
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=paths::jobs(here.project.id)>{words.jobs.title}</a></nav>
                <h1>{name}</h1>
                <div class="page-acts">{edit}</div>
                {(!description.is_empty()).then(|| view! { <p class="page-lead">{description}</p> })}
            </header>
            <Tabs project=here.project.id job=id current=Tab::Overview locale/>
            {done.map(|sentence| view! { <Notice kind=NoticeKind::Ok>{sentence}</Notice> })}
            {problems.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
            {hands_off::notices(held, locale)}
            <JobNow view locale/>
            {definition}
        };
        visit.page(place, content).await
    })
}

/// The chosen version, or the newest one of a jar.
async fn version(visit: &Visit, member: &Membership, artifact: &Artifact) -> Result<Option<KnownVersion>, Refusal> {
    let store = &visit.state.store;
    let found = match artifact {
        Artifact::Script { version: None, .. } => return Ok(None),
        Artifact::Script { version: Some(version), .. } => {
            let found = store.script_version(&member.allow()?, *version).await;
            found.map(|version| KnownVersion { number: version.number, note: version.note, main_class: None })
        }
        Artifact::Jar(program) => runnable(store, &member.allow()?, program).await.map(|version| KnownVersion {
            number: version.number,
            note: version.note,
            main_class: version.main_class.map(|class| class.to_string()),
        }),
    };
    match found {
        Ok(version) => Ok(Some(version)),
        Err(store::Error::Missing) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
