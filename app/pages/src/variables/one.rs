//! One variable: what is said of it, and its end.

use super::fields::{FIELDS, Fields};
use crate::{
    frame::{Place, Section},
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
    VariableId,
    authority::{VariableEdit, VariableView},
};

/// Changes a variable, or deletes it.
#[component]
pub(crate) fn VariablePage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        here.member.allow::<VariableEdit>()?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let id: VariableId = visit.param("variable")?;
        let variable = visit.state.store.variable(&here.member.allow::<VariableView>()?, id).await?;
        let (name, revision) = (variable.name.to_string(), variable.revision.to_string());
        let title = (words.variables.edit)(&name);
        let back = paths::variables(here.project.id);
        let elsewhere: Vec<String> =
            flash.problems_elsewhere(&FIELDS).map(|problem| words.problem(&problem.code)).collect();
        let place = Place { title: title.clone(), section: Section::Variables, project: Some(here.project.id) };
        let delete = delete(name, revision.clone(), flash.clone(), locale);
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=back.clone()>{words.variables.title}</a></nav>
                <h1>{title}</h1>
            </header>
            {elsewhere.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
            <form method="post" class="form narrow variables-form" data-guard="">
                <input type="hidden" name="revision" value=revision/>
                <Fields known=Some(variable) flash locale/>
                <div class="form-acts">
                    <button class="button" data-kind="primary" name="act" value="save">{words.common.save}</button>
                    <a class="button" href=back>{words.common.cancel}</a>
                </div>
            </form>
            {delete}
        };
        visit.page(place, content).await
    })
}

fn delete(name: String, revision: String, flash: Flash, locale: Locale) -> impl IntoView {
    let words = locale.words().variables;
    view! {
        <section class="panel narrow" data-kind="danger">
            <header class="panel-head"><h2>{words.delete}</h2></header>
            <form method="post" class="form">
                <p>{words.delete_why}</p>
                <input type="hidden" name="revision" value=revision/>
                <ConfirmField expected=name flash locale/>
                <div class="form-acts">
                    <button class="button" data-kind="danger" name="act" value="delete">{words.delete}</button>
                </div>
            </form>
        </section>
    }
}
