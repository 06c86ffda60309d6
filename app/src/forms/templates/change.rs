//! Changing a template, and its end.

use super::fields::read;
use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{
    Code, ProjectId, TemplateId,
    authority::{JobEdit, JobView},
};

/// Changes a template, or deletes it if its name was typed.
pub(crate) async fn change(Path((project, id)): Path<(ProjectId, TemplateId)>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<JobEdit>()?;
        let store = form.state.store.clone();
        let before = store.template(&member.allow::<JobView>()?, id).await?;
        let Some(revision) = form.revision() else {
            return Err(form.problems());
        };
        if form.field("act") == "delete" {
            if form.field("confirmation").trim() != before.name {
                return Err(Code::ConfirmationDiffers.at("confirmation").into());
            }
            store.delete_template(&scope, (id, revision), form.request()).await?;
            let list = paths::templates(project);
            form.done(&list, "deleted").await?;
            return Ok(list);
        }
        let Some(typed) = read(form) else {
            return Err(form.problems());
        };
        store.update_template(&scope, (id, revision), &typed, form.request()).await?;
        let page = paths::template(project, id);
        form.done(&page, "saved").await?;
        Ok(page)
    })
    .await
}
