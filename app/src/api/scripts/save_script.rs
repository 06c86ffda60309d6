//! Saving a script.

use crate::api::ApiError;
use leptos::{prelude::*, server_fn::codec::Json};
use model::{ProjectId, ScriptId};
use serde::{Deserialize, Serialize};

/// What became of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Saved {
    /// It is stored.
    At {
        /// Its revision.
        revision: i64,
    },
    /// Somebody else saved in between; nothing was changed.
    Stale {
        /// The revision that is stored.
        now: i64,
        /// The text that is stored.
        text: String,
    },
}

/// Stores the text of a script, if `revision` is still the one that is stored.
#[server(prefix = "/api", endpoint = "save_script", input = Json)]
pub async fn save_script(project: ProjectId, script: ScriptId, revision: i64, text: String) -> Result<Saved, ApiError> {
    crate::scripts::save(project, script, revision, text).await.map_err(Into::into)
}
