//! The editor and its results: an island, because a page cannot edit or scroll through a million rows without script.
//!
//! Without script it is a form with a text area; the server does the rest. The module that the browser fetches is kept
//! small on purpose: see `draw`, `calls` and `start`.

mod bridge;
mod calls;
mod draw;
mod editor;
mod grid;
mod mounted;
mod read;
mod results;
mod run;
mod save;
mod start;
mod state;
mod tab;
mod window;
mod words;
mod write;

pub use start::{ClusterChoice, SqlWorkspaceStart};
#[cfg(feature = "ssr")]
pub use words::workspace_words;

use draw::{Tag, effect, el};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use state::Workspace;
use wasm_bindgen::prelude::Closure;
use words::Word;

/// How often a running query is looked at when nothing is heard of it, in milliseconds.
const LOOK: u32 = 3000;

/// The editor, what runs, and what came out: of the [`SqlWorkspaceStart`] that the page provides.
#[island]
pub fn SqlWorkspace() -> impl IntoView {
    let Some(start) = start::start() else {
        return ().into_any();
    };
    let can_run = start.can_run;
    let workspace = Workspace::new(start);
    follow_queries(workspace, can_run);
    let splitter = el(Tag::Div, "splitter")
        .attr("role", "separator")
        .attr("tabindex", "0")
        .attr("aria-orientation", "horizontal")
        .attr("aria-label", workspace.word(Word::Results))
        .attr("aria-valuenow", "60")
        .attr("data-splits", "results")
        .attr("data-from", "end");
    vec![editor::pane(workspace), splitter.done(), results::pane(workspace)].into_any()
}

/// Looks at a query again when something is heard of it, and now and then while it runs.
fn follow_queries(workspace: Workspace, can_run: bool) {
    let kept = StoredValue::new(None::<SendWrapper<(Closure<dyn FnMut(String)>, Closure<dyn FnMut()>)>>);
    effect(move || {
        let heard: Box<dyn FnMut(String)> = Box::new(move |topic: String| {
            for tab in workspace.tabs.get_untracked() {
                if tab.view.with_untracked(|view| view.topic == topic) {
                    read::refresh(workspace, tab);
                }
            }
        });
        let heard = Closure::wrap(heard);
        let look = bridge::callback(move || {
            workspace.look_until_placed();
            for tab in workspace.tabs.get_untracked() {
                if tab.view.with_untracked(|view| !view.is_over) {
                    read::refresh(workspace, tab);
                }
            }
        });
        bridge::on_live(&heard);
        bridge::every(LOOK, &look);
        kept.set_value(Some(SendWrapper::new((heard, look))));
        for tab in workspace.tabs.get_untracked() {
            tab.view.with_untracked(|view| {
                if !view.is_over {
                    bridge::follow(&view.topic, view.revision as f64);
                }
            });
        }
    });
    effect(move || {
        workspace.cluster.track();
        if can_run {
            workspace.look_at_session();
        }
    });
    // The rows of a tab are read when it is looked at.
    effect(move || {
        if let Some(tab) = workspace.current.get() {
            read::refresh(workspace, tab);
        }
    });
}
