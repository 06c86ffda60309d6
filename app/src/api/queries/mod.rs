//! Running SQL and reading what it gives.

#[cfg(feature = "ssr")]
mod keep_newest;
mod query_view;
#[cfg(feature = "ssr")]
mod read_rows;
#[cfg(feature = "ssr")]
mod run_statement;
mod session;
#[cfg(feature = "ssr")]
mod stop_query;

#[cfg(feature = "ssr")]
pub use keep_newest::keep_newest;
pub use query_view::{ColumnView, FailureView, QueryView, RowView, RowsView};
#[cfg(feature = "ssr")]
pub use read_rows::read_rows;
#[cfg(feature = "ssr")]
pub use run_statement::{Statement, run_statement};
pub use session::SessionView;
#[cfg(feature = "ssr")]
pub use session::session;
#[cfg(feature = "ssr")]
pub use stop_query::stop_query;
