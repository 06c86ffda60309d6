//! A folder's name, place and end.

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
    FolderId,
    authority::{ScriptEdit, ScriptView},
};

/// Rename, move, delete.
#[component]
pub(crate) fn FolderPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        here.member.allow::<ScriptEdit>()?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let id: FolderId = visit.param("folder")?;
        let (folder, _) = visit.state.store.folder(&here.member.allow::<ScriptView>()?, id).await?;
        let parent = folder.parent_id.map(|id| id.to_string()).unwrap_or_default();
        let choice = FolderChoice::read(&visit, &here, &parent, &flash).await?.without(id);
        let search = choice.search("", words);
        let back = paths::sql(here.project.id);
        let place = Place {
            title: format!("{} – {}", words.sql.folder, folder.name),
            section: Section::Sql,
            project: Some(here.project.id),
        };
        let entry = EntryWords {
            name: words.sql.folder_name,
            folder: words.sql.move_to,
            delete: words.sql.delete_folder,
            delete_why: words.sql.delete_folder_why,
        };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=back.clone()>{words.sql.title}</a></nav>
                <h1>{folder.name.clone()}</h1>
            </header>
            {search}
            <EntryForms entry name=folder.name folder=parent choices=choice.choices revision=folder.revision back flash locale/>
        };
        visit.page(place, content).await
    })
}
