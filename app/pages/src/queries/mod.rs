//! What was run: the history, and one query with its first rows.

mod line;
mod list;
mod query;

pub(crate) use line::QueryLine;
pub(super) use list::QueriesPage;
pub(super) use query::QueryPage;
