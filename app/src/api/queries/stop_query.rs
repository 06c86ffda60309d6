//! Stopping a query.

use crate::api::ApiError;
use leptos::{prelude::*, server_fn::codec::Json};
use model::{ProjectId, QueryId};

/// Stops a query on the engine; its rows stay.
#[server(prefix = "/api", endpoint = "stop_query", input = Json)]
pub async fn stop_query(project: ProjectId, query: QueryId) -> Result<(), ApiError> {
    crate::queries::stop(project, query).await.map_err(Into::into)
}
