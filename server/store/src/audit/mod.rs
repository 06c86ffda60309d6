//! Who did what: rows that are written in the transaction of the act itself, and are never changed.

mod act;
mod query;

pub use act::{Act, RequestId};
pub use query::{AuditFilter, AuditRow};
