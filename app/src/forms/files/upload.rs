//! Uploading a jar, or the next version of one.

use super::sent::Sent;
use crate::{context::Refusal, paths};
use axum::{extract::Path, response::Response};
use model::{
    ProjectFileId, ProjectId,
    authority::{FileEdit, FileView, Scope},
};
use store::ProjectFile;

/// Keeps a jar; problems lead back to the list with the form.
pub(crate) async fn upload(Path(project): Path<ProjectId>, sent: Sent) -> Response {
    let allowed: Result<Scope<FileEdit>, Refusal> = match sent.member(project).await {
        Ok(member) => member.allow().map_err(Refusal::from),
        Err(refusal) => Err(refusal),
    };
    sent.answer(paths::files(project), allowed.map(|scope| (scope, None))).await
}

/// Keeps the next version of a jar; problems lead back to the jar's page.
pub(crate) async fn upload_version(Path((project, file)): Path<(ProjectId, ProjectFileId)>, sent: Sent) -> Response {
    let known = known(&sent, project, file).await;
    sent.answer(paths::file(project, file), known).await
}

async fn known(
    sent: &Sent,
    project: ProjectId,
    file: ProjectFileId,
) -> Result<(Scope<FileEdit>, Option<ProjectFile>), Refusal> {
    let member = sent.member(project).await?;
    let scope = member.allow::<FileEdit>()?;
    let known = sent.state.store.project_file(&member.allow::<FileView>()?, file).await?;
    Ok((scope, Some(known)))
}
