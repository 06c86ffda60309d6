//! What the parts of the workspace share.

use super::{bridge::Editor, words::SqlWorkspaceWords};
use crate::api::queries::{QueryView, RowView, SessionView, session};
use leptos::{prelude::*, task::spawn_local};
use model::{ProjectId, QueryId, ScriptId, SessionClusterId, sql};
use send_wrapper::SendWrapper;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// A session cluster that statements can be sent to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClusterChoice {
    /// Which.
    pub id: SessionClusterId,
    /// Its name.
    pub name: String,
}

/// The script that is being edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenScript {
    /// Which.
    pub id: ScriptId,
    /// Its name.
    pub name: String,
    /// The revision that was opened or saved last.
    pub revision: i64,
}

/// A query with a tab of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tab {
    pub(super) id: QueryId,
    pub(super) view: RwSignal<QueryView>,
    /// While paused: the end that is shown. Drawing goes on.
    pub(super) frozen: RwSignal<Option<u64>>,
    /// Keeps the newest row in view.
    pub(super) follows: RwSignal<bool>,
    /// Rows that are here: the number of the first, and the rows.
    pub(super) rows: RwSignal<(u64, Vec<RowView>)>,
    /// Pixels from the top, and the height of the viewport.
    pub(super) scroll: RwSignal<(f64, f64)>,
    /// Rows a second, lately.
    pub(super) rate: RwSignal<f64>,
    /// Where its statement began in the script, in UTF-16 units, if it was sent from here.
    pub(super) start: Option<u32>,
    /// When rows were last counted, and how many.
    pub(super) counted: StoredValue<(f64, u64)>,
    /// A read is under way; another is wanted after it.
    pub(super) reading: StoredValue<(bool, bool)>,
}

impl Tab {
    pub(super) fn new(view: QueryView, start: Option<u32>) -> Self {
        Self {
            id: view.id,
            follows: RwSignal::new(!view.is_over),
            view: RwSignal::new(view),
            frozen: RwSignal::new(None),
            rows: RwSignal::new((0, Vec::new())),
            scroll: RwSignal::new((0.0, 480.0)),
            rate: RwSignal::new(0.0),
            start,
            counted: StoredValue::new((0.0, 0)),
            reading: StoredValue::new((false, false)),
        }
    }

    /// One past the newest row that is shown.
    pub(super) fn end(&self) -> u64 {
        self.frozen.get().unwrap_or_else(|| self.view.with(|view| view.end_row))
    }
}

/// How the text stands to what is stored.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Saving {
    Saved,
    Unsaved,
    UnderWay,
    /// Somebody else saved: their revision and text.
    Stale(i64, String),
    /// It could not be saved, and why.
    Failed(String),
}

/// A statement that waits for those before it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Waiting {
    pub(super) text: String,
    /// Line and column of its start, from 1.
    pub(super) place: (u32, u32),
    /// Its start in UTF-16 units.
    pub(super) start: u32,
}

/// Everything at once. All parts are handles, so a copy is the same workspace.
#[derive(Clone, Copy, Debug)]
pub(super) struct Workspace {
    pub(super) project: ProjectId,
    pub(super) script: RwSignal<Option<OpenScript>>,
    pub(super) saving: RwSignal<Saving>,
    pub(super) cluster: RwSignal<Option<SessionClusterId>>,
    pub(super) tabs: RwSignal<Vec<Tab>>,
    pub(super) current: RwSignal<Option<QueryId>>,
    /// The session on the chosen cluster, as it was last seen.
    pub(super) session: RwSignal<Option<SessionView>>,
    pub(super) queue: RwSignal<Vec<Waiting>>,
    /// What could not be done, as a sentence.
    pub(super) message: RwSignal<Option<String>>,
    pub(super) words: StoredValue<SqlWorkspaceWords>,
    pub(super) editor: StoredValue<Option<SendWrapper<Rc<Editor>>>>,
}

impl Workspace {
    /// The editor, once it is there.
    pub(super) fn editor(&self) -> Option<Rc<Editor>> {
        self.editor.try_with_value(|editor| editor.as_deref().map(Rc::clone))?
    }

    /// A word.
    pub(super) fn word(&self, which: impl FnOnce(&SqlWorkspaceWords) -> &String) -> String {
        self.words.with_value(|words| which(words).clone())
    }

    pub(super) fn tab(&self, id: QueryId) -> Option<Tab> {
        self.tabs.with_untracked(|tabs| tabs.iter().find(|tab| tab.id == id).copied())
    }

    /// Looks at the session again.
    pub(super) fn look_at_session(self) {
        let Some(cluster) = self.cluster.get_untracked() else { return };
        spawn_local(async move {
            // Only a look: when it fails, the next one will tell.
            if let Ok(seen) = session(self.project, cluster).await {
                self.session.try_set(seen);
            }
        });
    }

    /// Marks the statements of the text in the editor.
    pub(super) fn mark_statements(&self) {
        let Some(editor) = self.editor() else { return };
        let text = editor.doc();
        let positions = sql::Positions::new(&text);
        let pairs = sql::split(&text).statements.into_iter();
        let pairs = pairs.flat_map(|statement| [statement.range.start, statement.range.end]);
        editor.set_statements(pairs.map(|byte| positions.utf16(byte) as u32).collect());
    }
}
