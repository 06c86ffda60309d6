//! Letting a full query go on.

use crate::api::ApiError;
use leptos::{prelude::*, server_fn::codec::Json};
use model::{ProjectId, QueryId};

/// Lets a full query go on: from now on its oldest rows make room for the newest.
#[server(prefix = "/api", endpoint = "keep_newest", input = Json)]
pub async fn keep_newest(project: ProjectId, query: QueryId) -> Result<(), ApiError> {
    crate::queries::keep_newest(project, query).await.map_err(Into::into)
}
