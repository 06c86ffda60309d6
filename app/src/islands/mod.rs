//! What runs in the browser too: where a page needs an editor or a grid.

mod sql_workspace;

pub use sql_workspace::{ClusterChoice, OpenScript, SqlWorkspace, SqlWorkspaceWords};
