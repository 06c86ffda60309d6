//! Queries for islands and pages: what runs, what came out, and what the server functions about them do.

mod act;
mod read;
mod refusal;
mod session;
mod view;

pub(crate) use act::{keep_newest, run, run_as, stop, stop_as};
pub(crate) use read::read;
pub use read::rows_of;
pub(crate) use session::session;
pub use view::{label, shape_of, view_of};
