//! Deleting a project.

use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{ProjectId, authority::ProjectManage};

/// Deletes a project with all it holds, if its name was typed.
pub(crate) async fn delete(Path(project): Path<ProjectId>, form: Posted) -> Response {
    form.answer_at(paths::project_settings(project), async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<ProjectManage>()?;
        let Some(revision) = form.revision() else {
            return Err(form.problems());
        };
        let confirmation = form.field("confirmation").to_string();
        form.state.store.delete_project(&scope, revision, &confirmation, form.request()).await?;
        form.done(paths::PROJECTS, "deleted").await?;
        Ok(paths::PROJECTS.into())
    })
    .await
}
