//! Versions of scripts: their list, one's text, two beside each other, and the way back to one.

mod choose;
mod compare;
mod diff;
mod list;
mod one;
mod restore;
mod script;
mod sides;
mod text;

pub(super) use compare::CompareVersionsPage;
pub(super) use list::VersionsPage;
pub(super) use one::VersionPage;
pub(super) use restore::RestoreVersionPage;
