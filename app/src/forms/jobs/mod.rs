//! Jobs: saying what they are, deploying them, ending them.

mod act;
mod delete;
mod deploy;
mod fields;
mod save;

pub(crate) use act::act;
pub(crate) use deploy::deploy;
pub(crate) use save::{create, update};
