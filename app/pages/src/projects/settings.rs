//! A project's name and description, its archive and its end.

use crate::{
    frame::{Place, Section},
    visit::{Here, Visit, settle},
};
use app::{
    context::Refusal,
    forms::Flash,
    ui::{ConfirmField, Field, Notice, NoticeKind, TextField},
};
use leptos::prelude::*;
use model::authority::ProjectManage;
use store::ProjectContents;

/// Everybody in the project may look; owners may change.
#[component]
pub(crate) fn ProjectSettingsPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let (words, flash) = (visit.words(), Flash::take().await);
        let contents = match here.member.allow::<ProjectManage>() {
            Ok(scope) => Some(visit.state.store.project_contents(&scope).await?),
            Err(_) => None,
        };
        let place = Place {
            title: format!("{} – {}", words.projects.settings, here.project.name),
            section: Section::ProjectSettings,
            project: Some(here.project.id),
        };
        let body = match contents {
            Some(contents) => manage(&visit, &here, contents, flash).into_any(),
            None => look(&visit, &here)?.into_any(),
        };
        let content = view! {
            <header class="page-head">
                <h1>{words.projects.settings}</h1>
            </header>
            {body}
        };
        visit.page(place, content).await
    })
}

fn look(visit: &Visit, here: &Here) -> Result<impl IntoView + use<>, Refusal> {
    let words = visit.words();
    let needs = (words.common.needs_permission)(<ProjectManage as model::authority::Permission>::NAME);
    Ok(view! {
        <Notice kind=NoticeKind::Info>{needs}</Notice>
        <dl class="key-value">
            <dt>{words.common.name}</dt>
            <dd>{here.project.name.clone()}</dd>
            <dt>{words.common.description}</dt>
            <dd>{here.project.description.clone()}</dd>
        </dl>
    })
}

fn manage(visit: &Visit, here: &Here, contents: ProjectContents, flash: Flash) -> impl IntoView + use<> {
    let (words, locale, project) = (visit.words(), visit.locale, here.project.clone());
    let revision = project.revision.to_string();
    let stale = flash.problem("revision").map(|problem| words.problem(&problem.code));
    let stored = (project.name.clone(), project.description.clone());
    let holds = holds(visit, contents);
    let (archive_word, archive_why) = match project.archived_at {
        None => (words.projects.archive, words.projects.archive_why),
        Some(_) => (words.projects.unarchive, words.projects.unarchive_why),
    };
    view! {
        {(flash.what_was_done() == Some("saved"))
            .then(|| view! { <Notice kind=NoticeKind::Ok>{words.common.saved}</Notice> })}
        {stale
            .map(|sentence| {
                view! {
                    <Notice kind=NoticeKind::Warn>
                        {sentence}
                        <dl class="key-value">
                            <dt>{words.common.name}</dt>
                            <dd>{stored.0}</dd>
                            <dt>{words.common.description}</dt>
                            <dd>{stored.1}</dd>
                        </dl>
                    </Notice>
                }
            })}
        <form method="post" class="form" data-guard="">
            <input type="hidden" name="revision" value=revision.clone()/>
            <Field name="name" label=words.common.name value=project.name.clone() flash=flash.clone() locale/>
            <TextField name="description" label=words.common.description value=project.description flash=flash.clone() locale/>
            <div class="form-acts">
                <button class="button" data-kind="primary">{words.common.save}</button>
            </div>
        </form>
        <section class="panel">
            <header class="panel-head"><h2>{archive_word}</h2></header>
            <form method="post" class="form" action=format!("/projects/{}/archive", project.id)>
                <p>{archive_why}</p>
                <input type="hidden" name="revision" value=revision.clone()/>
                <input type="hidden" name="archived" value=project.archived_at.is_none().to_string()/>
                <div class="form-acts"><button class="button">{archive_word}</button></div>
            </form>
        </section>
        <section class="panel">
            <header class="panel-head"><h2>{words.projects.delete}</h2></header>
            <form method="post" class="form" action=format!("/projects/{}/delete", project.id)>
                <p>{holds} " " {words.projects.delete_why}</p>
                <input type="hidden" name="revision" value=revision/>
                <ConfirmField expected=project.name flash locale/>
                <div class="form-acts">
                    <button class="button" data-kind="danger">{words.projects.delete}</button>
                </div>
            </form>
        </section>
    }
}

/// What goes with a project, by name.
fn holds(visit: &Visit, contents: ProjectContents) -> String {
    let words = visit.words().projects;
    let mut parts = Vec::new();
    parts.extend((contents.scripts > 0).then(|| (words.scripts)(contents.scripts)));
    parts.extend((contents.jobs > 0).then(|| (words.jobs)(contents.jobs)));
    parts.extend((contents.templates > 0).then(|| (words.templates)(contents.templates)));
    parts.extend((contents.variables > 0).then(|| (words.variables)(contents.variables)));
    parts.extend((contents.running_jobs > 0).then(|| (words.running_jobs)(contents.running_jobs)));
    parts.extend((contents.queries > 0).then(|| (words.queries)(contents.queries)));
    parts.extend((contents.files > 0).then(|| (words.jars)(contents.files)));
    match parts.is_empty() {
        true => words.delete_holds_nothing.into(),
        false => (words.delete_holds)(&parts.join(", ")),
    }
}
