//! The way out.

use app::{context::chain, forms::Posted, paths};
use axum::response::Response;

/// Ends the session, and everything that streams for it.
pub(super) async fn sign_out(form: Posted) -> Response {
    form.answer(async |form| {
        if let Err(error) = form.session.flush().await {
            tracing::error!(error = chain(&error), "a session could not be ended");
            return Err(app::context::Refusal::Failed);
        }
        Ok(format!("{}?why=signed-out", paths::SIGN_IN))
    })
    .await
}
