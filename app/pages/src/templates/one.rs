//! One template: what jobs inherit from it, who does, what is said of it, and its end.

use super::{
    fields::{Fields, Known, above},
    uses::used_by,
};
use crate::{
    frame::{Place, Section},
    jobs::settings_table,
    visit::settle,
};
use app::{
    forms::Flash,
    locale::Locale,
    paths,
    ui::{ConfirmField, Notice, NoticeKind},
};
use leptos::prelude::*;
use model::{
    JobSettings, ProjectId, TemplateId,
    authority::{JobEdit, JobView},
    job::{EffectiveSettings, Origin},
    templates::TemplateSettings,
};
use store::Template;

/// Shows a template; whoever may edit jobs changes or deletes it.
#[component]
pub(crate) fn TemplatePage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        let scope = here.member.allow::<JobView>()?;
        let id: TemplateId = visit.param("template")?;
        let store = &visit.state.store;
        let template = store.template(&scope, id).await?;
        let (words, locale, flash, project) = (visit.words(), visit.locale, Flash::take().await, here.project.id);
        let all = store.templates(&scope).await?;
        let inherited = store.inherited_settings(&scope, Some(id)).await?;
        let uses = store.template_uses(&scope, id).await?;
        let done = match flash.what_was_done() {
            Some("created") => Some(words.templates.created),
            Some("saved") => Some(words.templates.saved),
            _ => None,
        };
        let problems = above(&flash, locale);
        let change = here.member.has::<JobEdit>().then(|| change(project, (&template, &all), flash, locale));
        let place = Place { title: template.name.clone(), section: Section::Jobs, project: Some(project) };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs">
                    <ol>
                        <li><a href=paths::jobs(project)>{words.jobs.title}</a></li>
                        <li><a href=paths::templates(project)>{words.templates.title}</a></li>
                    </ol>
                </nav>
                <h1>{template.name}</h1>
                {(!template.description.is_empty()).then(|| view! { <p class="page-lead">{template.description}</p> })}
            </header>
            {done.map(|sentence| view! { <Notice kind=NoticeKind::Ok>{sentence}</Notice> })}
            {problems}
            {gives(&inherited, locale)}
            {used_by(project, uses, locale)}
            {change}
        };
        visit.page(place, content).await
    })
}

/// What a job has that says nothing itself.
fn gives(inherited: &[(String, TemplateSettings)], locale: Locale) -> impl IntoView + use<> {
    let words = locale.words().templates;
    let mut values = EffectiveSettings::of(inherited, &JobSettings::default()).values();
    values.retain(|setting| matches!(setting.origin, Origin::Template(_)));
    let table = match values.is_empty() {
        true => view! { <p class="muted">{words.gives_nothing}</p> }.into_any(),
        false => settings_table(values, locale).into_any(),
    };
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.gives}</h2></header>
            <p class="muted">{words.gives_why}</p>
            {table}
        </section>
    }
}

/// The form that changes it, and the one that deletes it.
fn change(
    project: ProjectId,
    (template, all): (&Template, &[Template]),
    flash: Flash,
    locale: Locale,
) -> impl IntoView + use<> {
    let words = locale.words();
    let known = Known::of(template, all, locale);
    let (name, revision) = (template.name.clone(), template.revision.to_string());
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.templates.edit}</h2></header>
            <p class="muted">{words.templates.edit_why}</p>
            <form method="post" class="form" data-guard="">
                <input type="hidden" name="revision" value=revision.clone()/>
                <Fields known flash=flash.of_act("save") locale/>
                <div class="form-acts">
                    <button class="button" data-kind="primary" name="act" value="save">{words.common.save}</button>
                    <a class="button" href=paths::templates(project)>{words.common.cancel}</a>
                </div>
            </form>
        </section>
        <section class="panel danger">
            <header class="panel-head"><h2>{words.templates.delete}</h2></header>
            <p>{words.templates.delete_why}</p>
            <form method="post" class="form">
                <input type="hidden" name="revision" value=revision/>
                <ConfirmField expected=name flash locale/>
                <div class="form-acts">
                    <button class="button" data-kind="danger" name="act" value="delete">{words.templates.delete}</button>
                </div>
            </form>
        </section>
    }
}
