//! Reading rows.

use super::RowsView;
use crate::api::ApiError;
use leptos::{prelude::*, server_fn::codec::Json};
use model::{ProjectId, QueryId};

/// A query as it is now, and at most 1,000 of its rows from a number on.
#[server(prefix = "/api", endpoint = "read_rows", input = Json)]
pub async fn read_rows(project: ProjectId, query: QueryId, from: u64, count: u32) -> Result<RowsView, ApiError> {
    crate::queries::read(project, query, from, count).await.map_err(Into::into)
}
