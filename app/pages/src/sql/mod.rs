//! The SQL workspace and what belongs to scripts.

mod choose_folder;
mod entry;
mod folder;
mod found;
mod list;
mod new;
mod properties;
mod start;
mod tree;
mod workspace;

pub(super) use folder::FolderPage;
pub(super) use new::{NewFolderPage, NewScriptPage};
pub(super) use properties::ScriptPropertiesPage;
pub(super) use start::SqlStartPage;
pub(super) use workspace::SqlPage;
