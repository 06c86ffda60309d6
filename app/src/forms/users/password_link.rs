//! A new password link.

use crate::{
    context::{AppState, Refusal},
    forms::{Flash, Posted},
    paths,
};
use axum::{extract::Path, response::Response};
use chrono::TimeDelta;
use model::{
    UserId,
    authority::{Granted, UserManage},
};
use store::RequestId;

/// How long a link works.
const LIFETIME: TimeDelta = TimeDelta::hours(24);

/// Makes a new link by which somebody chooses a password; the page shows it once.
pub(crate) async fn make_password_link(Path(user): Path<UserId>, form: Posted) -> Response {
    let page = paths::user(user);
    form.answer_at(page.clone(), async |form| {
        let actor = form.actor()?;
        let granted = actor.standing.allow::<UserManage>()?;
        if !form.state.settings.local_sign_in {
            return Err(Refusal::NotFound);
        }
        let link = make(&form.state, &granted, user, &actor.request).await?;
        form.leave(Flash::done(page.clone(), "link").handing(link)).await?;
        Ok(page.clone())
    })
    .await
}

/// The address to hand over.
pub(super) async fn make(
    state: &AppState,
    by: &Granted<UserManage>,
    user: UserId,
    request: &RequestId,
) -> Result<String, Refusal> {
    let token = state.store.create_password_link(by, user, LIFETIME, request).await?;
    let path = paths::with_query(paths::PASSWORD, &[("token", &token)]);
    Ok(format!("{}{path}", state.settings.public_url))
}
