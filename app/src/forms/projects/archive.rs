//! Archiving a project and bringing it back.

use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{ProjectId, authority::ProjectManage};

/// Archives a project, or brings it back.
pub(crate) async fn archive(Path(project): Path<ProjectId>, form: Posted) -> Response {
    let page = paths::project_settings(project);
    form.answer_at(page.clone(), async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<ProjectManage>()?;
        let Some(revision) = form.revision() else {
            return Err(form.problems());
        };
        let store = form.state.store.clone();
        match form.field("archived") {
            "true" => store.archive_project(&scope, revision, form.request()).await?,
            _ => store.unarchive_project(&scope, revision, form.request()).await?,
        }
        form.done(&page, "saved").await?;
        Ok(page.clone())
    })
    .await
}
