//! Messages that were read.

use crate::{forms::Posted, paths};
use axum::response::Response;

/// Marks one message as read, or all of them.
pub(crate) async fn read(form: Posted) -> Response {
    form.answer_at(paths::INBOX.into(), async |form| {
        let actor = form.actor()?;
        let (standing, store) = (actor.standing, form.state.store.clone());
        let which = match form.field("message") {
            "" => None,
            id => Some(id.parse().map_err(|_| crate::context::Refusal::NotFound)?),
        };
        store.read_messages(&standing, which).await?;
        form.done(paths::INBOX, "read").await?;
        Ok(paths::INBOX.into())
    })
    .await
}
