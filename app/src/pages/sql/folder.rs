//! A folder's name, place and end.

use super::new::folder_choices;
use crate::{
    context::Refusal,
    forms::Flash,
    pages::{
        frame::{Place, Section},
        visit::settle,
    },
    paths,
    ui::{ChoiceField, ConfirmField, Field, Notice, NoticeKind},
};
use leptos::prelude::*;
use model::{
    FolderId,
    authority::{ScriptEdit, ScriptView},
};

/// Rename, move, delete.
#[component]
pub(in crate::pages) fn FolderPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        here.member.allow::<ScriptEdit>()?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let tree = visit.state.store.script_tree(&here.member.allow::<ScriptView>()?).await?;
        let id: FolderId = visit.param("folder")?;
        let folder = tree.folders.iter().find(|folder| folder.id == id).cloned().ok_or(Refusal::NotFound)?;
        let own = id.to_string();
        let choices: Vec<_> =
            folder_choices(&tree, words.sql.top).into_iter().filter(|(value, _)| *value != own).collect();
        let parent = folder.parent_id.map(|id| id.to_string()).unwrap_or_default();
        let back = paths::sql(here.project.id);
        let elsewhere: Vec<String> = flash
            .problems_elsewhere(&["name", "folder", "confirmation"])
            .map(|problem| words.problem(&problem.code))
            .collect();
        let place = Place {
            title: format!("{} – {}", words.sql.folder, folder.name),
            section: Section::Sql,
            project: Some(here.project.id),
        };
        let revision = folder.revision.to_string();
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=back.clone()>{words.sql.title}</a></nav>
                <h1>{folder.name.clone()}</h1>
            </header>
            {elsewhere.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
            <form method="post" class="form narrow">
                <input type="hidden" name="revision" value=revision.clone()/>
                <Field name="name" label=words.sql.folder_name value=folder.name.clone() flash=flash.clone() locale/>
                <ChoiceField name="folder" label=words.sql.move_to value=parent choices flash=flash.clone() locale/>
                <div class="form-acts">
                    <button class="button" data-kind="primary" name="act" value="save">{words.common.save}</button>
                    <a class="button" href=back>{words.common.cancel}</a>
                </div>
            </form>
            <section class="panel narrow" data-kind="danger">
                <header class="panel-head"><h2>{words.sql.delete_folder}</h2></header>
                <form method="post" class="form">
                    <p>{words.sql.delete_folder_why}</p>
                    <input type="hidden" name="revision" value=revision/>
                    <ConfirmField expected=folder.name flash locale/>
                    <div class="form-acts">
                        <button class="button" data-kind="danger" name="act" value="delete">{words.sql.delete_folder}</button>
                    </div>
                </form>
            </section>
        };
        visit.page(place, content).await
    })
}
