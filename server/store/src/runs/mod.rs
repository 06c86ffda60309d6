//! Runs: jobs on engines that stay when whatever started them is over.
//!
//! What an interactive `INSERT` started is an *unmanaged* run: it is watched and can be stopped, nobody starts it again.

mod observe;
mod record;
#[cfg(test)]
mod tests;

pub use observe::{ObservedJob, WatchedRun};
pub use record::{Run, RunFilter};
