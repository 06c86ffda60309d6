//! Everything that can be decided by looking at values. Both targets; no I/O, no async, no clock.
//!
//! What goes wrong is said in codes with typed parameters ([`Problem`]), never in sentences: those are in `app::words`.

pub mod authority;
pub mod flink;
mod ids;
mod name;
mod problem;
pub mod sql;
mod topic;

pub use ids::*;
pub use name::{Name, Text};
pub use problem::{Code, Problem};
pub use topic::{Topic, UnknownTopic};
