//! A script's name, place and end.

use super::new::folder_choices;
use crate::{
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
    ScriptId,
    authority::{ScriptEdit, ScriptView},
};

/// Rename, move, delete.
#[component]
pub(in crate::pages) fn ScriptPropertiesPage() -> impl IntoView {
    settle(async |visit| {
        let here = visit.project().await?;
        here.member.allow::<ScriptEdit>()?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let scope = here.member.allow::<ScriptView>()?;
        let script = visit.state.store.script(&scope, visit.param::<ScriptId>("script")?).await?;
        let tree = visit.state.store.script_tree(&scope).await?;
        let choices = folder_choices(&tree, words.sql.top);
        let folder = script.folder_id.map(|id| id.to_string()).unwrap_or_default();
        let back = paths::script(here.project.id, script.id);
        let stale = flash.problem("revision").map(|problem| words.problem(&problem.code));
        let place = Place {
            title: format!("{} – {}", words.sql.properties, script.name),
            section: Section::Sql,
            project: Some(here.project.id),
        };
        let revision = script.revision.to_string();
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=back.clone()>{script.name.clone()}</a></nav>
                <h1>{words.sql.properties}</h1>
            </header>
            {stale.map(|sentence| view! { <Notice kind=NoticeKind::Warn>{sentence}</Notice> })}
            <form method="post" class="form narrow">
                <input type="hidden" name="revision" value=revision.clone()/>
                <Field name="name" label=words.sql.script_name value=script.name.clone() flash=flash.clone() locale/>
                <ChoiceField name="folder" label=words.sql.folder value=folder choices flash=flash.clone() locale/>
                <div class="form-acts">
                    <button class="button" data-kind="primary" name="act" value="save">{words.common.save}</button>
                    <a class="button" href=back>{words.common.cancel}</a>
                </div>
            </form>
            <section class="panel narrow" data-kind="danger">
                <header class="panel-head"><h2>{words.sql.delete_script}</h2></header>
                <form method="post" class="form">
                    <p>{words.sql.delete_script_why}</p>
                    <input type="hidden" name="revision" value=revision/>
                    <ConfirmField expected=script.name flash locale/>
                    <div class="form-acts">
                        <button class="button" data-kind="danger" name="act" value="delete">{words.sql.delete_script}</button>
                    </div>
                </form>
            </section>
        };
        visit.page(place, content).await
    })
}
