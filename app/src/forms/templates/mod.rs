//! Templates: making them, changing them, deleting them.

mod change;
mod create;
mod fields;

pub(crate) use change::change;
pub(crate) use create::create;
