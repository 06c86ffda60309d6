//! Ending a person's sessions.

use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{UserId, authority::UserManage};

/// Signs somebody out everywhere.
pub(crate) async fn end_sessions(Path(user): Path<UserId>, form: Posted) -> Response {
    let page = paths::user(user);
    form.answer_at(page.clone(), async |form| {
        let actor = form.actor()?;
        let granted = actor.standing.allow::<UserManage>()?;
        form.state.store.revoke_user_sessions(&granted, user, &actor.request).await?;
        form.done(&page, "sessions").await?;
        Ok(page.clone())
    })
    .await
}
