//! Jobs: saying what they are, deploying them, ending them.

mod act;
mod bulk;
mod delete;
mod deploy;
mod dispose;
mod fields;
mod save;
mod saved_views;
mod savepoints;

pub(crate) use act::act;
pub use bulk::BulkOutcome;
pub(crate) use bulk::bulk;
pub(crate) use deploy::{deploy, roll_back, upgrade};
pub(crate) use dispose::dispose;
pub(in crate::forms) use fields::{chosen, settings};
pub(crate) use save::{create, update};
pub(crate) use saved_views::{change_saved_view, create_saved_view};
pub(crate) use savepoints::set_periodic_savepoints;
