//! Deleting the files of a snapshot.

use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{JobId, ProjectId, SnapshotId, authority::JobControl};
use store::JobOrder;

/// Asks for it; the cluster that made it deletes them.
pub(crate) async fn dispose(
    Path((project, job, snapshot)): Path<(ProjectId, JobId, SnapshotId)>,
    form: Posted,
) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<JobControl>()?;
        form.state.store.order(&scope, job, &JobOrder::DisposeSnapshot(snapshot), form.request()).await?;
        let page = paths::job(project, job);
        form.done(&page, "requested").await?;
        Ok(page)
    })
    .await
}
