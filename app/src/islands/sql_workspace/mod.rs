//! The editor and its results: an island, because a page cannot edit or scroll through a million rows without script.
//!
//! Without script it is a form with a text area; the server does the rest.

mod bridge;
mod editor;
mod grid;
mod read;
mod results;
mod run;
mod save;
mod state;
mod window;
mod words;

pub use state::{ClusterChoice, OpenScript};
pub use words::SqlWorkspaceWords;

use crate::api::queries::QueryView;
use editor::EditorPane;
use leptos::prelude::*;
use model::{ProjectId, SessionClusterId};
use results::ResultsPane;
use send_wrapper::SendWrapper;
use state::{Saving, Tab, Workspace};
use wasm_bindgen::prelude::Closure;

/// How often a running query is looked at when nothing is heard of it, in milliseconds.
const LOOK: u32 = 3000;

/// The editor, what runs, and what came out.
#[island]
pub fn SqlWorkspace(
    /// Where it is.
    project: ProjectId,
    /// The script that is open, if one is.
    script: Option<OpenScript>,
    /// Its text.
    text: String,
    /// True when it may be changed.
    can_edit: bool,
    /// True when statements may be sent.
    can_run: bool,
    /// The address of the editor's bundle.
    bundle: String,
    /// Where statements can be sent to.
    clusters: Vec<ClusterChoice>,
    /// Which of them is chosen.
    cluster: Option<SessionClusterId>,
    /// Queries of this script that are shown again.
    queries: Vec<QueryView>,
    /// What it says.
    words: SqlWorkspaceWords,
) -> impl IntoView {
    let tabs: Vec<Tab> = queries.into_iter().map(|view| Tab::new(view, None)).collect();
    let workspace = Workspace {
        project,
        script: RwSignal::new(script),
        saving: RwSignal::new(Saving::Saved),
        cluster: RwSignal::new(cluster),
        current: RwSignal::new(tabs.first().map(|tab| tab.id)),
        tabs: RwSignal::new(tabs),
        session: RwSignal::new(None),
        queue: RwSignal::new(Vec::new()),
        message: RwSignal::new(None),
        words: StoredValue::new(words),
        editor: StoredValue::new(None),
    };
    follow_queries(workspace, can_run);
    view! {
        {view! { <EditorPane workspace text can_edit can_run bundle clusters/> }.into_any()}
        <div
            class="splitter"
            role="separator"
            tabindex="0"
            aria-orientation="horizontal"
            aria-label=workspace.word(|words| &words.results)
            aria-valuenow="60"
            data-splits="results"
            data-from="end"
        ></div>
        {view! { <ResultsPane workspace/> }.into_any()}
    }
}

/// Looks at a query again when something is heard of it, and now and then while it runs.
fn follow_queries(workspace: Workspace, can_run: bool) {
    let kept = StoredValue::new(None::<SendWrapper<(Closure<dyn FnMut(String)>, Closure<dyn FnMut()>)>>);
    Effect::new(move |_| {
        let heard = Closure::new(move |topic: String| {
            let tabs = workspace.tabs.get_untracked().into_iter();
            tabs.filter(|tab| tab.view.with_untracked(|view| view.topic == topic))
                .for_each(|tab| read::refresh(workspace, tab));
        });
        let look = Closure::new(move || {
            let tabs = workspace.tabs.get_untracked().into_iter();
            tabs.filter(|tab| tab.view.with_untracked(|view| !view.is_over))
                .for_each(|tab| read::refresh(workspace, tab));
        });
        bridge::on_live(&heard);
        bridge::every(LOOK, &look);
        kept.set_value(Some(SendWrapper::new((heard, look))));
        for tab in workspace.tabs.get_untracked() {
            let view = tab.view.get_untracked();
            if !view.is_over {
                bridge::follow(&view.topic, view.revision as f64);
            }
        }
    });
    Effect::new(move |_| {
        workspace.cluster.track();
        if can_run {
            workspace.look_at_session();
        }
    });
    // The rows of a tab are read when it is looked at.
    Effect::new(move |_| {
        if let Some(tab) = workspace.current.get().and_then(|id| workspace.tab(id)) {
            read::refresh(workspace, tab);
        }
    });
}
