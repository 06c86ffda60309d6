//! A query and its rows as an island shows them.

use serde::{Deserialize, Serialize};

/// A query without its rows. All sentences are in the reader's language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, miniserde::Deserialize)]
pub struct QueryView {
    /// The id.
    pub id: String,
    /// What `/live` says when it changes.
    pub topic: String,
    /// The first words of the statement, for its tab.
    pub label: String,
    /// The whole statement.
    pub statement: String,
    /// How its state looks: one of the style sheet's `data-state` values.
    pub shape: String,
    /// The state's sign.
    pub glyph: String,
    /// The state's word.
    pub word: String,
    /// True when nothing will be added.
    pub is_over: bool,
    /// True when drawing has stopped at the bound.
    pub is_full: bool,
    /// True when the rows are changes of a result rather than the result.
    pub is_changelog: bool,
    /// What the rows have.
    pub columns: Vec<ColumnView>,
    /// The oldest row that is kept.
    pub first_row: u64,
    /// One past the newest row.
    pub end_row: u64,
    /// Since when, in milliseconds since 1970.
    pub started_ms: i64,
    /// How long it ran, in milliseconds, if it is over.
    pub took_ms: Option<i64>,
    /// Its revision, for `/live`.
    pub revision: i64,
    /// The Flink job it runs as.
    pub job: Option<String>,
    /// What went wrong.
    pub failure: Option<FailureView>,
    /// What can be said beyond the state: drawing stopped at the bound, nobody looked, and so on.
    pub note: Option<String>,
}

/// A column of a result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, miniserde::Deserialize)]
pub struct ColumnView {
    /// As the statement names it.
    pub name: String,
    /// Its type, as Flink writes it.
    pub data_type: String,
    /// True for numbers, which stand on the right.
    pub is_number: bool,
    /// How many characters wide its values usually are.
    pub width: u32,
}

/// What went wrong with a statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, miniserde::Deserialize)]
pub struct FailureView {
    /// The cause.
    pub sentence: String,
    /// What to do, where it is known.
    pub advice: Option<String>,
    /// An address that helps, and what it is called.
    pub link: Option<(String, String)>,
    /// The engine's own words.
    pub trace: String,
    /// Where in the statement, in UTF-16 units from its start.
    pub at: Option<(u32, u32)>,
    /// Where in the script it was sent from: line and column, from 1.
    pub place: Option<(u32, u32)>,
}

/// A window of rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, miniserde::Deserialize)]
pub struct RowsView {
    /// The query as it is now.
    pub query: QueryView,
    /// The number of the first row of the window.
    pub from: u64,
    /// The rows.
    pub rows: Vec<RowView>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, miniserde::Deserialize)]
pub struct RowView {
    /// `+I`, `-U`, `+U` or `-D`.
    pub kind: String,
    /// A text for each column; nothing for null.
    pub cells: Vec<Option<String>>,
}
