//! Versions of scripts: saving one, and bringing one back.

mod create;
mod restore;

pub(crate) use create::create;
pub(crate) use restore::restore;
