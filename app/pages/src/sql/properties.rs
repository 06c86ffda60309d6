//! A script's name, place and end.

use super::{
    choose_folder::FolderChoice,
    entry::{EntryForms, EntryWords},
};
use crate::{
    frame::{Place, Section},
    visit::settle,
};
use app::{forms::Flash, paths};
use leptos::prelude::*;
use model::{
    ScriptId,
    authority::{ScriptEdit, ScriptView},
};

/// Rename, move, delete.
#[component]
pub(crate) fn ScriptPropertiesPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        here.member.allow::<ScriptEdit>()?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let scope = here.member.allow::<ScriptView>()?;
        let script = visit.state.store.script(&scope, visit.param::<ScriptId>("script")?).await?;
        let folder = script.folder_id.map(|id| id.to_string()).unwrap_or_default();
        let choice = FolderChoice::read(&visit, &here, &folder, &flash).await?;
        let search = choice.search("", words);
        let back = paths::script(here.project.id, script.id);
        let versions = paths::versions(here.project.id, script.id);
        let place = Place {
            title: format!("{} – {}", words.sql.properties, script.name),
            section: Section::Sql,
            project: Some(here.project.id),
        };
        let entry = EntryWords {
            name: words.sql.script_name,
            folder: words.sql.folder,
            delete: words.sql.delete_script,
            delete_why: words.sql.delete_script_why,
        };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=back.clone()>{script.name.clone()}</a></nav>
                <h1>{words.sql.properties}</h1>
                <div class="page-acts"><a class="button" href=versions>{words.versions.title}</a></div>
            </header>
            {search}
            <EntryForms entry name=script.name folder=folder choices=choice.choices revision=script.revision back flash locale/>
        };
        visit.page(place, content).await
    })
}
