//! What the parts of the workspace share.

use super::{calls, mounted::Mounted, start::SqlWorkspaceStart, words::Word};
use crate::api::queries::{QueryView, RowView, SessionView};
use leptos::prelude::*;
use model::sql;
use send_wrapper::SendWrapper;
use std::rc::Rc;

/// A query with a tab of its own. All parts are handles, so a copy is the same tab.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tab {
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
    pub(super) rate: RwSignal<Option<u64>>,
    /// Where its statement began in the script, in UTF-16 units, if it was sent from here.
    pub(super) start: Option<u32>,
    pub(super) reading: StoredValue<Reading>,
}

/// How the reading of a tab's rows stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reading {
    /// A read is under way.
    pub(super) busy: bool,
    /// Another is wanted after it.
    pub(super) again: bool,
    /// When rows were last counted, in milliseconds since 1970.
    pub(super) counted_at: f64,
    /// How many there were.
    pub(super) counted: u64,
}

impl Tab {
    pub(super) fn new(view: QueryView, start: Option<u32>) -> Self {
        Self {
            follows: RwSignal::new(!view.is_over),
            view: RwSignal::new(view),
            frozen: RwSignal::new(None),
            rows: RwSignal::new((0, Vec::new())),
            scroll: RwSignal::new((0.0, 480.0)),
            rate: RwSignal::new(None),
            start,
            reading: StoredValue::new(Reading::default()),
        }
    }

    /// One past the newest row that is shown.
    pub(super) fn end(&self) -> u64 {
        self.frozen.get().unwrap_or_else(|| self.view.with(|view| view.end_row))
    }

    /// A text of the query.
    pub(super) fn text(&self, which: impl FnOnce(&QueryView) -> &String) -> String {
        self.view.with(|view| which(view).clone())
    }

    /// Something of the query that is true or not; who reads it is only told when it turns.
    pub(super) fn is(self, which: fn(&QueryView) -> bool) -> Memo<bool> {
        Memo::new(move |_| self.view.with(which))
    }

    /// Something of the query; who reads it is only told when it changes.
    pub(super) fn part(self, which: fn(&QueryView) -> Option<&String>) -> Memo<Option<String>> {
        Memo::new(move |_| self.view.with(|view| which(view).cloned()))
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
    pub(super) start: StoredValue<SqlWorkspaceStart>,
    /// The revision that was opened or saved last.
    pub(super) revision: StoredValue<i64>,
    pub(super) saving: RwSignal<Saving>,
    /// The id of the chosen cluster.
    pub(super) cluster: RwSignal<Option<String>>,
    pub(super) tabs: RwSignal<Vec<Tab>>,
    pub(super) current: RwSignal<Option<Tab>>,
    /// The session on the chosen cluster, as it was last seen.
    pub(super) session: RwSignal<Option<SessionView>>,
    pub(super) queue: StoredValue<Vec<Waiting>>,
    /// What could not be done, as a sentence.
    pub(super) message: RwSignal<Option<String>>,
    pub(super) mounted: StoredValue<Option<SendWrapper<Rc<Mounted>>>>,
}

impl Workspace {
    pub(super) fn new(start: SqlWorkspaceStart) -> Self {
        let tabs: Vec<Tab> = start.queries.iter().map(|view| Tab::new(view.clone(), None)).collect();
        Self {
            revision: StoredValue::new(start.revision),
            saving: RwSignal::new(Saving::Saved),
            cluster: RwSignal::new(start.clusters.first().map(|cluster| cluster.id.clone())),
            current: RwSignal::new(tabs.first().copied()),
            tabs: RwSignal::new(tabs),
            session: RwSignal::new(None),
            queue: StoredValue::new(Vec::new()),
            message: RwSignal::new(None),
            mounted: StoredValue::new(None),
            start: StoredValue::new(start),
        }
    }

    /// The editor, once it is there.
    pub(super) fn editor(&self) -> Option<Rc<Mounted>> {
        self.mounted.try_with_value(|mounted| mounted.as_deref().map(Rc::clone))?
    }

    /// A word.
    pub(super) fn word(&self, word: Word) -> String {
        self.start.with_value(|start| start.words.get(word as usize).cloned().unwrap_or_default())
    }

    /// Looks at the session again.
    pub(super) fn look_at_session(self) {
        let Some(cluster) = self.cluster.get_untracked() else { return };
        calls::session(self, &cluster, move |answer| {
            // Only a look: when it fails, the next one will tell.
            if let Ok(seen) = answer {
                self.session.set(seen);
            }
        });
    }

    /// Looks at the session again while something was sent and it is not known where unqualified names are looked for.
    pub(super) fn look_until_placed(self) {
        let placed = |session: &Option<SessionView>| session.as_ref().is_some_and(|session| session.place.is_some());
        let runs =
            self.tabs.with_untracked(|tabs| tabs.iter().any(|tab| tab.view.with_untracked(|view| !view.is_over)));
        if runs && !self.session.with_untracked(placed) {
            self.look_at_session();
        }
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
