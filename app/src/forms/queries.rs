//! What can be done to a query without script.

use super::Posted;
use crate::{paths, queries};
use axum::{extract::Path, response::Response};
use model::{ProjectId, QueryId};

/// Stops it.
pub(crate) async fn stop(Path((project, query)): Path<(ProjectId, QueryId)>, form: Posted) -> Response {
    form.answer(async |form| {
        queries::stop_as(&form.actor()?, &form.state, project, query).await?;
        Ok(paths::query(project, query))
    })
    .await
}
