//! Saving a script.

#[cfg(feature = "ssr")]
use crate::api::ApiError;
#[cfg(feature = "ssr")]
use leptos::{prelude::*, server_fn::codec::Json};
#[cfg(feature = "ssr")]
use model::{ProjectId, ScriptId};
use serde::{Deserialize, Serialize};

/// What became of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, miniserde::Deserialize)]
pub struct Saved {
    /// The revision that is stored now.
    pub revision: i64,
    /// The text that is stored, when somebody else saved in between; then nothing was changed.
    pub theirs: Option<String>,
}

/// Stores the text of a script, if `revision` is still the one that is stored.
#[cfg(feature = "ssr")]
#[server(prefix = "/api", endpoint = "save_script", input = Json)]
pub async fn save_script(project: ProjectId, script: ScriptId, revision: i64, text: String) -> Result<Saved, ApiError> {
    crate::scripts::save(project, script, revision, text).await.map_err(Into::into)
}
