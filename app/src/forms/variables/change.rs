//! Changing a variable, and its end.

use super::fields::{Stored, read};
use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{
    Code, ProjectId, VariableId,
    authority::{VariableEdit, VariableView},
};

/// Changes a variable, or deletes it if its name was typed.
pub(crate) async fn change(Path((project, id)): Path<(ProjectId, VariableId)>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<VariableEdit>()?;
        let store = form.state.store.clone();
        let before = store.variable(&member.allow::<VariableView>()?, id).await?;
        let page = paths::variables(project);
        if form.field("act") == "delete" {
            let Some(revision) = form.revision() else {
                return Err(form.problems());
            };
            if form.field("confirmation").trim() != before.name.as_str() {
                return Err(Code::ConfirmationDiffers.at("confirmation").into());
            }
            store.delete_variable(&scope, id, revision, form.request()).await?;
            form.done(&page, "deleted").await?;
            return Ok(page);
        }
        let stored = if before.is_secret { Stored::Secret } else { Stored::Plain };
        let (typed, revision) = (read(form, stored), form.revision());
        let (Some(typed), Some(revision)) = (typed, revision) else {
            return Err(form.problems());
        };
        store.update_variable(&scope, id, revision, &typed, form.request()).await?;
        form.done(&page, "saved").await?;
        Ok(page)
    })
    .await
}
