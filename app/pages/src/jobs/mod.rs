//! Jobs: what runs for long, in what state it is, and what it can go on from.

mod acts;
mod checkpoints;
mod choice;
mod choices;
mod compare;
mod definition;
mod deploy;
mod detail;
mod differs;
mod edit;
mod exceptions;
mod fields;
mod history;
mod inside;
mod line;
mod list;
mod program;
mod shape;
mod snapshot;
mod state;
mod submitted;
mod tabs;
mod tasks;
mod tiles;
mod view;

pub(crate) use checkpoints::JobCheckpointsPage;
pub(crate) use deploy::{DeployJobPage, RollBackJobPage, UpgradeJobPage};
pub(crate) use detail::JobPage;
pub(crate) use edit::{EditJobPage, NewJobPage};
pub(crate) use exceptions::JobExceptionsPage;
pub(crate) use line::JobLine;
pub(crate) use list::JobsPage;
pub(crate) use snapshot::SnapshotPage;
pub(crate) use state::JobNow;
pub(crate) use tasks::JobTasksPage;
pub(crate) use view::job_view;
