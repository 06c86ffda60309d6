//! Making a job, and changing what it is.

use super::{delete, fields};
use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{JobId, ProjectId, authority::JobEdit};

/// Makes a job.
pub(crate) async fn create(Path(project): Path<ProjectId>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<JobEdit>()?;
        let Some(typed) = fields::read(form) else {
            return Err(form.problems());
        };
        let job = form.state.store.create_job(&scope, &typed, form.request()).await?;
        Ok(paths::job(project, job.id))
    })
    .await
}

/// Changes a job, or deletes it.
pub(crate) async fn update(Path((project, job)): Path<(ProjectId, JobId)>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<JobEdit>()?;
        let Some(revision) = form.revision() else {
            return Err(form.problems());
        };
        if form.field("act") == "delete" {
            return delete::delete(form, (project, &member), (job, revision)).await;
        }
        let Some(typed) = fields::read(form) else {
            return Err(form.problems());
        };
        form.state.store.update_job(&scope, (job, revision), &typed, form.request()).await?;
        let page = paths::job(project, job);
        form.done(&page, "saved").await?;
        Ok(page)
    })
    .await
}
