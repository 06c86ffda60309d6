//! What the workspace starts with.

use crate::api::queries::QueryView;
use leptos::prelude::*;
use serde::Serialize;

/// Everything that the server hands over.
///
/// It is not a property of the island but JSON in an attribute of the element around it: properties are read with
/// serde, and the browser's module would hold a copy of its reader for each type.
#[derive(Clone, Debug, PartialEq, Serialize, miniserde::Deserialize)]
pub struct SqlWorkspaceStart {
    /// The project's id.
    pub project: String,
    /// The id of the script that is open.
    pub script: String,
    /// Its name.
    pub name: String,
    /// The revision that was opened.
    pub revision: i64,
    /// Its text.
    pub text: String,
    /// True when it may be changed.
    pub can_edit: bool,
    /// True when statements may be sent.
    pub can_run: bool,
    /// Why not, as a sentence.
    pub run_why_not: Option<String>,
    /// The address of its versions.
    pub versions: String,
    /// The address of its name and place; `None` for who may not change them.
    pub properties: Option<String>,
    /// The address of the form for a job that runs it; `None` for who may not make one.
    pub new_job: Option<String>,
    /// The address of the editor's bundle.
    pub bundle: String,
    /// The `Options` of the bundle's `mount`, in JSON.
    pub editor: String,
    /// Where statements can be sent to; the first is chosen.
    pub clusters: Vec<ClusterChoice>,
    /// Queries of this script that are shown again.
    pub queries: Vec<QueryView>,
    /// What it says, in the order of `words!`.
    pub words: Vec<String>,
}

/// A session cluster that statements can be sent to.
#[derive(Clone, Debug, PartialEq, Serialize, miniserde::Deserialize)]
pub struct ClusterChoice {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What the page provides, or what it wrote.
pub(super) fn start() -> Option<SqlWorkspaceStart> {
    if cfg!(feature = "hydrate") {
        super::bridge::start().and_then(|json| miniserde::json::from_str(&json).ok())
    } else {
        use_context()
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::api::queries::{ColumnView, FailureView};

    fn query() -> QueryView {
        let column = ColumnView { name: "数 \"n\"".into(), data_type: "BIGINT".into(), is_number: true, width: 16 };
        let failure = FailureView {
            sentence: "Column 'x' not found".into(),
            advice: None,
            link: Some(("/files".into(), "Files".into())),
            trace: "a\n\tb\u{1}".into(),
            at: Some((3, 9)),
            place: None,
        };
        QueryView {
            id: "0197a3c2-6f6e-7000-8000-00000000dead".into(),
            topic: "query:1".into(),
            label: "SELECT".into(),
            statement: "SELECT 1".into(),
            shape: "failed".into(),
            glyph: "✕".into(),
            word: "Failed".into(),
            is_over: true,
            is_full: false,
            is_changelog: true,
            columns: vec![column],
            first_row: 7,
            end_row: 9_007_199_254_740_991,
            started_ms: 1_800_000_000_000,
            took_ms: None,
            revision: -1,
            job: None,
            failure: Some(failure),
            note: None,
        }
    }

    #[test]
    fn what_the_server_writes_is_what_the_browser_reads() {
        let start = SqlWorkspaceStart {
            project: "p".into(),
            script: "s".into(),
            name: "<b>".into(),
            revision: 3,
            text: "SELECT '𠮷\\';\r\n".into(),
            can_edit: true,
            can_run: false,
            run_why_not: Some("&".into()),
            versions: "/versions".into(),
            properties: None,
            new_job: None,
            bundle: "/pkg/1/sql_editor.js".into(),
            editor: "{}".into(),
            clusters: vec![ClusterChoice { id: "1".into(), name: "local".into() }],
            queries: vec![query()],
            words: super::super::workspace_words(crate::words::Words::of(crate::locale::Language::En).sql),
        };
        let written = serde_json::to_string(&start).unwrap();
        assert_eq!(miniserde::json::from_str::<SqlWorkspaceStart>(&written).unwrap(), start);
    }
}
