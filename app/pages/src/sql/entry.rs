//! What the own pages of a script and of a folder have in common: rename and move above, delete below.

use app::{
    forms::Flash,
    locale::Locale,
    ui::{ChoiceField, ConfirmField, Field, Notice, NoticeKind},
};
use leptos::prelude::*;

/// How the forms of an entry are called.
#[derive(Clone, Copy, Debug)]
pub(super) struct EntryWords {
    /// Its name.
    pub(super) name: &'static str,
    /// The folder it is in.
    pub(super) folder: &'static str,
    /// Deleting it.
    pub(super) delete: &'static str,
    /// What deleting it means.
    pub(super) delete_why: &'static str,
}

/// The forms, and over them every problem that belongs to none of their fields.
#[component]
pub(super) fn EntryForms(
    /// How they are called.
    entry: EntryWords,
    /// The stored name; it is also what is typed to delete.
    name: String,
    /// The folder it is in now, empty for the top.
    folder: String,
    /// The folders it may go to.
    choices: Vec<(String, String)>,
    /// What the person has seen.
    revision: i64,
    /// Where *Cancel* leads.
    back: String,
    /// What was typed before, and what is wrong with it.
    flash: Flash,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let (words, revision) = (locale.words(), revision.to_string());
    let elsewhere: Vec<String> = flash
        .problems_elsewhere(&["name", "folder", "confirmation"])
        .map(|problem| words.problem(&problem.code))
        .collect();
    view! {
        {elsewhere.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
        <form method="post" class="form narrow">
            <input type="hidden" name="revision" value=revision.clone()/>
            <Field name="name" label=entry.name value=name.clone() flash=flash.clone() locale/>
            <ChoiceField name="folder" label=entry.folder value=folder choices flash=flash.clone() locale/>
            <div class="form-acts">
                <button class="button" data-kind="primary" name="act" value="save">{words.common.save}</button>
                <a class="button" href=back>{words.common.cancel}</a>
            </div>
        </form>
        <section class="panel narrow" data-kind="danger">
            <header class="panel-head"><h2>{entry.delete}</h2></header>
            <form method="post" class="form">
                <p>{entry.delete_why}</p>
                <input type="hidden" name="revision" value=revision/>
                <ConfirmField expected=name flash locale/>
                <div class="form-acts">
                    <button class="button" data-kind="danger" name="act" value="delete">{entry.delete}</button>
                </div>
            </form>
        </section>
    }
}
