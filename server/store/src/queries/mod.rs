//! Queries: one statement somebody ran, who draws its result, and how it ended.
//!
//! The rows of a result are the business of `spool`; sending statements is the business of `control`.

mod create;
mod lease;
mod list;
mod record;
mod request;
mod running;
mod summary;
#[cfg(test)]
mod tests;
mod transition;

pub use create::{HeldFrom, NewQuery};
pub use lease::{HeldQuery, QueryLease};
pub use list::{Counted, QueryFilter, QueryPage, QuerySummary};
pub use record::Query;
pub use running::RunningQuery;
pub use transition::{QueryEnd, Submitted};
