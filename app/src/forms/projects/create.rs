//! Making a project.

use crate::{forms::Posted, paths};
use axum::response::Response;
use model::authority::ProjectCreate;

/// Makes a project; its maker owns it.
pub(crate) async fn create(form: Posted) -> Response {
    form.answer(async |form| {
        let actor = form.actor()?;
        let granted = actor.standing.allow::<ProjectCreate>()?;
        let Some(new) = super::read(form) else {
            return Err(form.problems());
        };
        let project = form.state.store.create_project(&granted, &new, &actor.request).await?;
        Ok(paths::project(project.id))
    })
    .await
}
