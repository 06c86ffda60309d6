//! Making a project.

use crate::{
    frame::{Place, Section},
    visit::settle,
};
use app::{
    forms::Flash,
    paths,
    ui::{Field, TextField},
};
use leptos::prelude::*;
use model::authority::ProjectCreate;

/// The form for a project.
#[component]
pub(crate) fn NewProjectPage() -> impl IntoView {
    settle(async |visit| {
        visit.actor()?.standing.allow::<ProjectCreate>()?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let place = Place { title: words.projects.new.into(), section: Section::Projects, project: None };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=paths::PROJECTS>{words.projects.title}</a></nav>
                <h1>{words.projects.new}</h1>
                <p class="page-lead">{words.projects.new_intro}</p>
            </header>
            <form method="post" class="form" data-guard="">
                <Field name="name" label=words.common.name value="" flash=flash.clone() locale/>
                <TextField name="description" label=words.common.description value="" flash locale/>
                <div class="form-acts">
                    <button class="button" data-kind="primary">{words.common.create}</button>
                    <a class="button" href=paths::PROJECTS>{words.common.cancel}</a>
                </div>
            </form>
        };
        visit.page(place, content).await
    })
}
