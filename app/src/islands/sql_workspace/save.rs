//! Saving the text by itself, and never over somebody else's.

use super::{
    bridge, calls,
    state::{Saving, Workspace},
};
use leptos::prelude::*;
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
    call: StoredValue<Call>,
}

impl Autosave {
    pub(super) fn new(workspace: Workspace) -> Self {
        let call = SendWrapper::new(bridge::callback(move || save(workspace)));
        Self { workspace, timer: StoredValue::new(None), call: StoredValue::new(call) }
    }

    /// The text changed.
    pub(super) fn changed(self) {
        if !self.workspace.saving.with_untracked(|saving| matches!(saving, Saving::Stale(..))) {
            self.workspace.saving.set(Saving::Unsaved);
        }
        self.workspace.mark_statements();
        if let Some(timer) = self.timer.get_value() {
            bridge::not_later(timer);
        }
        self.timer.set_value(Some(self.call.with_value(|call| bridge::later(PAUSE, call))));
    }
}

/// Saves now, if nobody else saved in between.
pub(super) fn save(workspace: Workspace) {
    let Some(editor) = workspace.editor() else { return };
    if !workspace.saving.with_untracked(|saving| matches!(saving, Saving::Unsaved | Saving::Failed(_))) {
        return;
    }
    workspace.saving.set(Saving::UnderWay);
    let text = editor.doc();
    calls::save_script(workspace, workspace.revision.get_value(), &text.clone(), move |answer| {
        let saved = match answer {
            Ok(saved) => saved,
            Err(sentence) => return workspace.saving.set(Saving::Failed(sentence)),
        };
        if let Some(theirs) = saved.theirs {
            return workspace.saving.set(Saving::Stale(saved.revision, theirs));
        }
        workspace.revision.set_value(saved.revision);
        if editor.doc() == text {
            workspace.saving.set(Saving::Saved);
        } else {
            workspace.saving.set(Saving::Unsaved);
            save(workspace);
        }
    });
}

/// Ends a conflict: with their text in the editor, or with ours on top of their revision.
pub(super) fn settle(workspace: Workspace, now: i64, theirs: Option<String>) {
    workspace.revision.set_value(now);
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
