//! Entering a foreign project.

use crate::{forms::Posted, paths};
use axum::response::Response;
use model::{Code, authority::ProjectEnter};

/// Lets an administrator into a foreign project; the audit tells.
pub(crate) async fn enter(form: Posted) -> Response {
    form.answer_at(paths::PROJECTS.into(), async |form| {
        let actor = form.actor()?;
        let granted = actor.standing.allow::<ProjectEnter>()?;
        let Some(project) = form.parse("project", |text| text.parse().map_err(|_| Code::Missing)) else {
            return Err(form.problems());
        };
        form.state.store.enter_project(&granted, project, &actor.request).await?;
        Ok(paths::project(project))
    })
    .await
}
