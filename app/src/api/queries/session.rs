//! The session that statements are sent in.

#[cfg(feature = "ssr")]
use crate::api::ApiError;
#[cfg(feature = "ssr")]
use leptos::{prelude::*, server_fn::codec::Json};
#[cfg(feature = "ssr")]
use model::{ProjectId, SessionClusterId};
use serde::{Deserialize, Serialize};

/// One's own session on a cluster. All sentences are in the reader's language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, miniserde::Deserialize)]
pub struct SessionView {
    /// How its state looks: one of the style sheet's `data-state` values.
    pub shape: String,
    /// The state's sign.
    pub glyph: String,
    /// The state's word.
    pub word: String,
    /// `catalog.database`, if they are known.
    pub place: Option<String>,
    /// What happened to it, where a person should know.
    pub note: Option<String>,
}

/// The session on a cluster; none before the first statement.
#[cfg(feature = "ssr")]
#[server(prefix = "/api", endpoint = "session", input = Json)]
pub async fn session(project: ProjectId, cluster: SessionClusterId) -> Result<Option<SessionView>, ApiError> {
    crate::queries::session(project, cluster).await.map_err(Into::into)
}
