//! What was run: the history, and one query with its first rows.

mod list;
mod query;

pub(super) use list::QueriesPage;
pub(super) use query::QueryPage;
