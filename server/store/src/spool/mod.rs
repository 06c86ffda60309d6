//! The spool: rows of results, durable before the next page is asked for, readable by every replica.
//!
//! Small pages stand in the database until they are worth an immutable object in the file store. A row is a line: the
//! byte of its change kind, then its fields as the JSON array that the engine sent, so that windows are cut without
//! reading JSON. It knows nothing of engines and sessions; who may write is decided by the lease of the query.

mod append;
mod encode;
mod flush;
mod line_index;
mod sweep;
#[cfg(test)]
mod tests;
mod trim;
mod usage;
mod window;

pub use append::{Appended, ResultPage, SpoolBounds};
pub use encode::SpoolRows;
pub(crate) use line_index::LineIndexes;
pub use sweep::Swept;
pub use usage::SpoolUsage;
pub use window::{SpooledRow, Window};

/// Where objects of the spool are in the file store.
const PREFIX: &str = "spool";
