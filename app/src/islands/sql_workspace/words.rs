//! What the workspace says; the server hands it over in the reader's language.

use serde::{Deserialize, Serialize};

/// The words of the island.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "a field is named after what it says")]
pub struct SqlWorkspaceWords {
    pub editor: String,
    pub editor_leave: String,
    pub placeholder: String,
    pub run: String,
    pub run_why_not: Option<String>,
    pub save: String,
    pub saved: String,
    pub saving: String,
    pub unsaved: String,
    pub not_saved: String,
    pub cluster: String,
    pub no_cluster: String,
    pub unreachable: String,
    pub signed_out: String,
    pub stale: String,
    pub stale_mine: String,
    pub stale_theirs: String,
    pub theirs: String,
    pub nothing_to_run: String,
    pub results: String,
    pub results_none: String,
    pub results_none_why: String,
    pub stop: String,
    pub pause: String,
    pub resume: String,
    pub keep_newest: String,
    pub rows: String,
    pub rows_per_second: String,
    pub dropped: String,
    pub no_rows_yet: String,
    pub no_rows: String,
    pub close_result: String,
    pub go_to_error: String,
    pub details: String,
    pub job: String,
    pub row_number: String,
    pub change: String,
    /// CodeMirror's own words and what they are in the reader's language.
    pub phrases: Vec<(String, String)>,
}
