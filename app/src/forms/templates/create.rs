//! Making a template.

use super::fields::read;
use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{ProjectId, authority::JobEdit};

/// Makes a template.
pub(crate) async fn create(Path(project): Path<ProjectId>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<JobEdit>()?;
        let Some(typed) = read(form) else {
            return Err(form.problems());
        };
        let template = form.state.store.create_template(&scope, &typed, form.request()).await?;
        let page = paths::template(project, template.id);
        form.done(&page, "created").await?;
        Ok(page)
    })
    .await
}
