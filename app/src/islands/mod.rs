//! What runs in the browser too: where a page needs an editor or a grid.

mod sql_workspace;

#[cfg(feature = "ssr")]
pub use sql_workspace::workspace_words;
pub use sql_workspace::{ClusterChoice, SqlWorkspace, SqlWorkspaceStart};
