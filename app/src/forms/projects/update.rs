//! A project's name and description.

use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{ProjectId, authority::ProjectManage};

/// Renames and describes a project.
pub(crate) async fn update(Path(project): Path<ProjectId>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<ProjectManage>()?;
        let (new, revision) = (super::read(form), form.revision());
        let (Some(new), Some(revision)) = (new, revision) else {
            return Err(form.problems());
        };
        form.state.store.update_project(&scope, revision, &new, form.request()).await?;
        let page = paths::project_settings(project);
        form.done(&page, "saved").await?;
        Ok(page)
    })
    .await
}
