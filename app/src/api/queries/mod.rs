//! Running SQL and reading what it gives.

mod keep_newest;
mod query_view;
mod read_rows;
mod run_statement;
mod session;
mod stop_query;

pub use keep_newest::keep_newest;
pub use query_view::{ColumnView, FailureView, QueryView, RowView, RowsView};
pub use read_rows::read_rows;
pub use run_statement::{Statement, run_statement};
pub use session::{SessionView, session};
pub use stop_query::stop_query;
