//! The SQL workspace and what belongs to scripts.

mod entry;
mod folder;
mod new;
mod properties;
mod tree;
mod workspace;

pub(super) use folder::FolderPage;
pub(super) use new::{NewFolderPage, NewScriptPage};
pub(super) use properties::ScriptPropertiesPage;
pub(super) use workspace::{SqlPage, SqlStartPage};
