//! Scripts: Flink SQL text in a tree of folders.
//!
//! What the text means is not known here, nor is it run from here.

mod change;
mod content;
mod depth;
mod folder;
mod folders;
mod reader;
mod record;
mod save;
mod search;
#[cfg(test)]
mod tests;
mod tree;
mod versions;

pub use change::NewScript;
pub use content::FolderContent;
pub use folder::{Folder, FolderChoices, FolderPaths};
pub use folders::FolderDeletion;
pub use record::{Script, ScriptEntry};
pub use save::Saved;
pub use search::{FoundScript, FoundScripts};
pub use tree::ScriptTree;
pub use versions::{ScriptVersion, ScriptVersionLine, VersionRestore};
