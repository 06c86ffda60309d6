//! Brings the world to what is recorded, and owns interactive queries.
//!
//! The only crate that changes the world on behalf of a record, and the only one in which store and engines meet. Whatever
//! it does is recorded before it is done, under a lease with a fencing number, so that another replica can go on from the
//! record. It knows no words and no pages.

mod control;
mod engines;
mod error;
mod files;
mod interactive;
mod jobs;
pub mod operations;
mod pump;
mod pumps;
mod runs;
mod sessions;
mod shared;
mod sweeps;
mod tasks;

pub use control::{Control, Limits, LocalEngineOptions, Parts, Times};
pub use engines::ProbeDetails;
pub use error::{Error, Result, RunError};
pub use interactive::{NewRun, Reading, SessionState, SessionStatus};
pub use jobs::{Blind, LogChoice, LogEnd, Task, TaskEdge, TaskGraph};
