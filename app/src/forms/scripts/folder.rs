//! Folders: making, renaming, moving, deleting.

use super::folder;
use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{
    Code, FolderId, Name, ProjectId,
    authority::{ScriptEdit, ScriptView},
};
use store::FolderDeletion;

/// Makes a folder.
pub(crate) async fn create_folder(Path(project): Path<ProjectId>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<ScriptEdit>()?;
        let (name, parent) = (form.parse("name", Name::parse), folder(form));
        let (Some(name), Some(parent)) = (name, parent) else {
            return Err(form.problems());
        };
        form.state.store.create_folder(&scope, parent, &name, form.request()).await?;
        Ok(paths::sql(project))
    })
    .await
}

/// Renames, moves or deletes a folder; deleting takes all that is in it along, so its name is typed.
pub(crate) async fn change_folder(Path((project, id)): Path<(ProjectId, FolderId)>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<ScriptEdit>()?;
        let store = form.state.store.clone();
        let (before, _) = store.folder(&member.allow::<ScriptView>()?, id).await?;
        let Some(mut revision) = form.revision() else {
            return Err(form.problems());
        };
        if form.field("act") == "delete" {
            if form.field("confirmation").trim() != before.name {
                return Err(Code::ConfirmationDiffers.at("confirmation").into());
            }
            store.delete_folder(&scope, id, revision, FolderDeletion::WithContent, form.request()).await?;
            return Ok(paths::sql(project));
        }
        let (name, parent) = (form.parse("name", Name::parse), folder(form));
        let (Some(name), Some(parent)) = (name, parent) else {
            return Err(form.problems());
        };
        if name.as_str() != before.name {
            store.rename_folder(&scope, id, revision, &name, form.request()).await?;
            revision += 1;
        }
        if parent != before.parent_id {
            store.move_folder(&scope, id, revision, parent, form.request()).await?;
        }
        Ok(paths::sql(project))
    })
    .await
}
