//! Running a statement.

use super::QueryView;
use crate::api::ApiError;
use leptos::{prelude::*, server_fn::codec::Json};
use model::{ProjectId, ScriptId, SessionClusterId};
use serde::{Deserialize, Serialize};

/// A statement and where it stands in its script.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Statement {
    /// Without the `;` at its end.
    pub text: String,
    /// The line it begins at, from 1.
    pub line: u32,
    /// The column it begins at, from 1, in UTF-16 units.
    pub column: u32,
}

/// Sends a statement to a session cluster; its rows are read with `read_rows`.
#[server(prefix = "/api", endpoint = "run_statement", input = Json)]
pub async fn run_statement(
    project: ProjectId,
    cluster: SessionClusterId,
    script: Option<ScriptId>,
    statement: Statement,
) -> Result<QueryView, ApiError> {
    crate::queries::run(project, cluster, script, statement).await.map_err(Into::into)
}
