//! Making a script or a folder.

use crate::{
    context::Refusal,
    forms::Flash,
    pages::{
        frame::{Place, Section},
        visit::{Visit, settle},
    },
    paths,
    ui::{ChoiceField, Field},
};
use leptos::prelude::*;
use model::authority::{ScriptEdit, ScriptView};
use store::ScriptTree;

/// The form for a script.
#[component]
pub(in crate::pages) fn NewScriptPage() -> impl IntoView {
    settle(async |visit| {
        let words = visit.words().sql;
        form(visit, words.new_script, words.script_name).await
    })
}

/// The form for a folder.
#[component]
pub(in crate::pages) fn NewFolderPage() -> impl IntoView {
    settle(async |visit| {
        let words = visit.words().sql;
        form(visit, words.new_folder, words.folder_name).await
    })
}

async fn form(visit: Visit, title: &'static str, label: &'static str) -> Result<AnyView, Refusal> {
    let here = visit.project().await?;
    here.member.allow::<ScriptEdit>()?;
    let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
    let tree = visit.state.store.script_tree(&here.member.allow::<ScriptView>()?).await?;
    let choices = folder_choices(&tree, words.sql.top);
    let chosen = visit.query("folder").unwrap_or_default();
    let back = paths::sql(here.project.id);
    let place = Place { title: title.into(), section: Section::Sql, project: Some(here.project.id) };
    let content = view! {
        <header class="page-head">
            <nav class="crumbs"><a href=back.clone()>{words.sql.title}</a></nav>
            <h1>{title}</h1>
        </header>
        <form method="post" class="form narrow">
            <Field name="name" label=label value="" flash=flash.clone() locale/>
            <ChoiceField name="folder" label=words.sql.folder value=chosen choices flash locale/>
            <div class="form-acts">
                <button class="button" data-kind="primary">{words.common.create}</button>
                <a class="button" href=back>{words.common.cancel}</a>
            </div>
        </form>
    };
    visit.page(place, content).await
}

/// All folders by their paths, and the top.
pub(super) fn folder_choices(tree: &ScriptTree, top: &str) -> Vec<(String, String)> {
    let mut choices: Vec<(String, String)> = tree
        .folders
        .iter()
        .map(|folder| {
            let mut path = vec![folder.name.clone()];
            let mut parent = folder.parent_id;
            while let Some(above) = parent.and_then(|id| tree.folders.iter().find(|other| other.id == id)) {
                path.insert(0, above.name.clone());
                parent = above.parent_id;
            }
            (folder.id.to_string(), path.join(" / "))
        })
        .collect();
    choices.sort_by(|a, b| a.1.cmp(&b.1));
    choices.insert(0, (String::new(), top.into()));
    choices
}
