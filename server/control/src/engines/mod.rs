//! The clusters that can be reached: the one of this host, and those that administrators registered.

mod local;
mod probe;
mod reach;

pub(crate) use local::Local;
pub use probe::ProbeDetails;
pub(crate) use reach::{Engines, Reached};
