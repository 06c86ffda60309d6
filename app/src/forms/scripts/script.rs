//! Scripts: making, renaming, moving, deleting.

use super::folder;
use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{
    Code, Name, ProjectId, ScriptId, ScriptText,
    authority::{ScriptEdit, ScriptView},
};
use store::NewScript;

/// Makes a script.
pub(crate) async fn create_script(Path(project): Path<ProjectId>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<ScriptEdit>()?;
        let (name, folder) = (form.parse("name", Name::parse), folder(form));
        let (Some(name), Some(folder)) = (name, folder) else {
            return Err(form.problems());
        };
        let new = NewScript { folder, name, text: ScriptText::default() };
        let script = form.state.store.create_script(&scope, &new, form.request()).await?;
        Ok(paths::script(project, script.id))
    })
    .await
}

/// Renames, moves or deletes a script.
pub(crate) async fn change_script(Path((project, id)): Path<(ProjectId, ScriptId)>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<ScriptEdit>()?;
        let store = form.state.store.clone();
        let script = store.script(&member.allow::<ScriptView>()?, id).await?;
        let Some(revision) = form.revision() else {
            return Err(form.problems());
        };
        if form.field("act") == "delete" {
            if form.field("confirmation").trim() != script.name {
                return Err(Code::ConfirmationDiffers.at("confirmation").into());
            }
            store.delete_script(&scope, id, revision, form.request()).await?;
            return Ok(paths::sql(project));
        }
        let (name, folder) = (form.parse("name", Name::parse), folder(form));
        let (Some(name), Some(folder)) = (name, folder) else {
            return Err(form.problems());
        };
        let mut revision = revision;
        if name.as_str() != script.name {
            store.rename_script(&scope, id, revision, &name, form.request()).await?;
            revision += 1;
        }
        if folder != script.folder_id {
            store.move_script(&scope, id, revision, folder, form.request()).await?;
        }
        Ok(paths::script(project, id))
    })
    .await
}
