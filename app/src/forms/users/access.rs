//! Letting people in, or not.

use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{Code, UserId, authority::UserManage};

/// Refuses somebody from now on, or lets them in again.
pub(crate) async fn set_access(Path(user): Path<UserId>, form: Posted) -> Response {
    let page = paths::user(user);
    form.answer_at(page.clone(), async |form| {
        let actor = form.actor()?;
        let granted = actor.standing.allow::<UserManage>()?;
        let disabled: Option<bool> = form.parse("disabled", |text| text.parse().map_err(|_| Code::NotAChoice));
        let revision = form.revision();
        let (Some(disabled), Some(revision)) = (disabled, revision) else {
            return Err(form.problems());
        };
        let store = form.state.store.clone();
        if disabled {
            store.disable_user(&granted, user, revision, &actor.request).await?;
        } else {
            store.enable_user(&granted, user, revision, &actor.request).await?;
        }
        form.done(&page, if disabled { "disabled" } else { "enabled" }).await?;
        Ok(page.clone())
    })
    .await
}
