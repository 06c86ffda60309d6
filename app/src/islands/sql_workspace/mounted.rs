//! An editor that stands on the page.

use super::{
    bridge::{self, Bundle, Editor},
    run::run,
    save::{Autosave, save},
    state::Workspace,
};
use leptos::prelude::*;
use std::ops::Deref;
use wasm_bindgen::prelude::Closure;

/// A live editor with the closures it calls; all end together.
pub(super) struct Mounted {
    editor: Editor,
    _on_change: Closure<dyn FnMut()>,
    _on_run: Closure<dyn FnMut(u32, u32, u32)>,
    _on_save: Closure<dyn FnMut()>,
}

impl Mounted {
    pub(super) fn new(bundle: &Bundle, host: &web_sys::HtmlElement, workspace: Workspace) -> Self {
        let autosave = Autosave::new(workspace);
        let on_change = bridge::callback(move || autosave.changed());
        let can_run = workspace.start.with_value(|start| start.can_run);
        let on_run: Box<dyn FnMut(u32, u32, u32)> = Box::new(move |from, to, cursor| {
            if can_run {
                run(workspace, from, to, cursor);
            }
        });
        let on_run = Closure::wrap(on_run);
        let on_save = bridge::callback(move || save(workspace));
        let editor = workspace
            .start
            .with_value(|start| bundle.mount(host, &start.text, &start.editor, &on_change, &on_run, &on_save));
        Self { editor, _on_change: on_change, _on_run: on_run, _on_save: on_save }
    }
}

impl Deref for Mounted {
    type Target = Editor;

    fn deref(&self) -> &Editor {
        &self.editor
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.editor.destroy();
    }
}
