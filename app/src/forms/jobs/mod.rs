//! Jobs: saying what they are, deploying them, ending them.

mod act;
mod delete;
mod deploy;
mod dispose;
mod fields;
mod many;
mod save;

pub(crate) use act::act;
pub(crate) use deploy::{deploy, roll_back, upgrade};
pub(crate) use dispose::dispose;
pub use many::ManyOutcome;
pub(crate) use many::many;
pub(crate) use save::{create, update};
