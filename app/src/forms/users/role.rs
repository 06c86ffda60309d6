//! A person's role in the installation.

use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{Code, UserId, authority::UserManage};

/// Gives somebody another role in the installation.
pub(crate) async fn set_role(Path(user): Path<UserId>, form: Posted) -> Response {
    let page = paths::user(user);
    form.answer_at(page.clone(), async |form| {
        let actor = form.actor()?;
        let granted = actor.standing.allow::<UserManage>()?;
        let role = form.parse("role", |text| text.parse().map_err(|_| Code::NotAChoice));
        let revision = form.revision();
        let (Some(role), Some(revision)) = (role, revision) else {
            return Err(form.problems());
        };
        let store = form.state.store.clone();
        store.set_user_role(&granted, user, revision, role, &actor.request).await?;
        form.done(&page, "role").await?;
        Ok(page.clone())
    })
    .await
}
