//! Deleting a jar.

use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{
    Code, ProjectFileId, ProjectId,
    authority::{FileEdit, FileView},
};

/// Deletes a jar that no job runs, if its name was typed.
pub(crate) async fn delete(Path((project, file)): Path<(ProjectId, ProjectFileId)>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<FileEdit>()?;
        let store = form.state.store.clone();
        let known = store.project_file(&member.allow::<FileView>()?, file).await?;
        if form.field("confirmation").trim() != known.name.as_str() {
            return Err(Code::ConfirmationDiffers.at("confirmation").into());
        }
        store.delete_file(&scope, file, form.request()).await?;
        let page = paths::files(project);
        form.done(&page, "deleted").await?;
        Ok(page)
    })
    .await
}
