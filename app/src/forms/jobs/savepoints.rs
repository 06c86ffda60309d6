//! Savepoints that are taken of a job by themselves.

use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{JobId, ProjectId, authority::JobControl, job::PeriodicSavepoints};

/// Says how often, and how many are kept.
pub(crate) async fn set_periodic_savepoints(Path((project, job)): Path<(ProjectId, JobId)>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<JobControl>()?;
        let new = match PeriodicSavepoints::parse(form.field("minutes"), form.field("kept")) {
            Ok(new) => new,
            Err(problems) => {
                problems.into_iter().for_each(|problem| form.note(problem));
                return Err(form.problems());
            }
        };
        form.state.store.set_periodic_savepoints(&scope, job, new, form.request()).await?;
        let page = paths::job(project, job);
        form.done(&page, "savepoints").await?;
        Ok(page)
    })
    .await
}
