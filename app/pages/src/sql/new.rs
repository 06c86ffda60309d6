//! Making a script or a folder.

use super::choose_folder::FolderChoice;
use crate::{
    frame::{Place, Section},
    visit::{Visit, settle},
};
use app::{
    context::Refusal,
    forms::Flash,
    paths,
    ui::{ChoiceField, Field},
};
use leptos::prelude::*;
use model::authority::ScriptEdit;

/// The form for a script.
#[component]
pub(crate) fn NewScriptPage() -> impl IntoView {
    settle(async |visit| {
        let words = visit.words().sql;
        form(visit, words.new_script, words.script_name).await
    })
}

/// The form for a folder.
#[component]
pub(crate) fn NewFolderPage() -> impl IntoView {
    settle(async |visit| {
        let words = visit.words().sql;
        form(visit, words.new_folder, words.folder_name).await
    })
}

async fn form(visit: Visit, title: &'static str, label: &'static str) -> Result<AnyView, Refusal> {
    let here = visit.project().await?;
    here.member.allow::<ScriptEdit>()?;
    let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
    let chosen = visit.query("folder").unwrap_or_default();
    let choice = FolderChoice::read(&visit, &here, &chosen, &flash).await?;
    let search = choice.search(&chosen, words);
    let back = paths::sql(here.project.id);
    let place = Place { title: title.into(), section: Section::Sql, project: Some(here.project.id) };
    let content = view! {
        <header class="page-head">
            <nav class="crumbs"><a href=back.clone()>{words.sql.title}</a></nav>
            <h1>{title}</h1>
        </header>
        {search}
        <form method="post" class="form narrow">
            <Field name="name" label=label value="" flash=flash.clone() locale/>
            <ChoiceField name="folder" label=words.sql.folder value=chosen choices=choice.choices flash locale/>
            <div class="form-acts">
                <button class="button" data-kind="primary">{words.common.create}</button>
                <a class="button" href=back>{words.common.cancel}</a>
            </div>
        </form>
    };
    visit.page(place, content).await
}
