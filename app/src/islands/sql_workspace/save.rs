//! Saving the text by itself, and never over somebody else's.

use super::{
    bridge,
    state::{Saving, Workspace},
};
use crate::api::scripts::{Saved, save_script};
use leptos::{prelude::*, task::spawn_local};
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::Closure;

/// How long nothing must be typed before the text is saved, in milliseconds.
const PAUSE: u32 = 1200;

/// What the timer calls.
type Call = SendWrapper<Closure<dyn FnMut()>>;

/// Saves a while after the last change.
#[derive(Clone, Copy)]
pub(super) struct Autosave {
    workspace: Workspace,
    timer: StoredValue<Option<i32>>,
    call: StoredValue<Option<Call>>,
}

impl Autosave {
    pub(super) fn new(workspace: Workspace) -> Self {
        Self { workspace, timer: StoredValue::new(None), call: StoredValue::new(None) }
    }

    /// The text changed.
    pub(super) fn changed(self) {
        if !matches!(self.workspace.saving.get_untracked(), Saving::Stale(..)) {
            self.workspace.saving.set(Saving::Unsaved);
        }
        self.workspace.mark_statements();
        if let Some(timer) = self.timer.get_value() {
            bridge::not_later(timer);
        }
        if self.call.with_value(Option::is_none) {
            let workspace = self.workspace;
            self.call.set_value(Some(SendWrapper::new(Closure::new(move || save(workspace)))));
        }
        let timer = self.call.with_value(|call| call.as_ref().map(|call| bridge::later(PAUSE, call)));
        self.timer.set_value(timer);
    }
}

/// Saves now, if there is a script and nobody else saved in between.
pub(super) fn save(workspace: Workspace) {
    let (Some(editor), Some(script)) = (workspace.editor(), workspace.script.get_untracked()) else {
        return;
    };
    match workspace.saving.get_untracked() {
        Saving::Unsaved | Saving::Failed(_) => {}
        Saving::Saved | Saving::UnderWay | Saving::Stale(..) => return,
    }
    workspace.saving.set(Saving::UnderWay);
    let text = editor.doc();
    spawn_local(async move {
        let outcome = save_script(workspace.project, script.id, script.revision, text.clone()).await;
        let changed_since = workspace.editor().is_some_and(|editor| editor.doc() != text);
        match outcome {
            Ok(Saved::At { revision }) => {
                workspace.script.update(|script| script.iter_mut().for_each(|script| script.revision = revision));
                workspace.saving.set(if changed_since { Saving::Unsaved } else { Saving::Saved });
                if changed_since {
                    save(workspace);
                }
            }
            Ok(Saved::Stale { now, text }) => workspace.saving.set(Saving::Stale(now, text)),
            Err(error) => {
                let sentence = error
                    .sentence(&workspace.word(|words| &words.unreachable), &workspace.word(|words| &words.signed_out));
                workspace.saving.set(Saving::Failed(sentence));
            }
        }
    });
}

/// Ends a conflict: with their text in the editor, or with ours on top of their revision.
pub(super) fn settle(workspace: Workspace, now: i64, theirs: Option<String>) {
    workspace.script.update(|script| script.iter_mut().for_each(|script| script.revision = now));
    match (theirs, workspace.editor()) {
        (Some(text), Some(editor)) => {
            editor.set_doc(&text);
            workspace.saving.set(Saving::Saved);
            workspace.mark_statements();
        }
        _ => {
            workspace.saving.set(Saving::Unsaved);
            save(workspace);
        }
    }
}
