//! Making a variable.

use super::fields::{Stored, read};
use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{ProjectId, authority::VariableEdit};

/// Makes a variable.
pub(crate) async fn create(Path(project): Path<ProjectId>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<VariableEdit>()?;
        let Some(typed) = read(form, Stored::Nothing) else {
            return Err(form.problems());
        };
        form.state.store.create_variable(&scope, &typed, form.request()).await?;
        let page = paths::variables(project);
        form.done(&page, "created").await?;
        Ok(page)
    })
    .await
}
