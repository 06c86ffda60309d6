//! Jobs: what is to run, where, with which settings, and whether it shall run.
//!
//! The state of a job is derived from what is wanted, what is under way and what was seen of its run; it is written down
//! in the transaction that changes one of these, so that lists can filter by it.

mod act;
mod bulk;
mod change;
mod evidence;
mod labels;
mod list;
mod lost;
mod metrics;
mod order;
mod overview;
mod periodic;
mod place;
mod record;
mod retention;
mod run;
mod saved_views;
mod snapshots;
mod state;
mod steps;
#[cfg(test)]
mod tests;

pub(crate) use overview::Overviews;
pub(crate) use state::JOB;

pub use bulk::{MOST_AT_ONCE, NotAsked};
pub use change::JobForm;
pub use evidence::{Evidence, KeptException, NewEvidence, NewLogEnd};
pub use labels::JobLabels;
pub use list::{JobCounts, JobFilter, JobSummary};
pub use lost::{Afterwards, Gone};
pub use metrics::{JobSample, NewSample};
pub use order::{DeployFrom, JobOrder, JobStart};
pub use overview::JobsOverview;
pub use record::Job;
pub use retention::RetainedCheckpoints;
pub use run::{BegunRuns, KnownState, NewRun, RunAttempt, RunEnd, SweptCheckpoint};
pub use saved_views::{MOST_VIEWS, SavedView, SavedViewForm};
pub use snapshots::{KeptSnapshots, NewSnapshot, Snapshot};
pub use steps::{BatchStep, NewStep, NewSteps};
