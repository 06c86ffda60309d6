//! Scripts: Flink SQL text in a tree of folders.
//!
//! What the text means is not known here, nor is it run from here.

mod change;
mod depth;
mod folders;
mod record;
mod save;
mod search;
#[cfg(test)]
mod tests;
mod tree;

pub use change::NewScript;
pub use folders::FolderDeletion;
pub use record::{Script, ScriptEntry};
pub use save::Saved;
pub use search::FoundScript;
pub use tree::{Folder, ScriptTree};
