//! The way out.

use super::Auth;
use app::{context::chain, forms::Posted, paths};
use axum::{Extension, response::Response};
use store::{SIGN_IN, SignIn};

/// Ends the session, and everything that streams for it; then the provider's, if the session came from there.
pub(super) async fn sign_out(Extension(auth): Extension<Auth>, form: Posted) -> Response {
    form.answer(async |form| {
        // Whatever cannot be read here, the session ends.
        let sign_in: Option<SignIn> = form.session.get(SIGN_IN).await.unwrap_or_default();
        if let Err(error) = form.session.flush().await {
            tracing::error!(error = chain(&error), "a session could not be ended");
            return Err(app::context::Refusal::Failed);
        }
        let there = match (&auth.oidc, &sign_in) {
            (Some(oidc), Some(sign_in)) => oidc.sign_out_url(sign_in).await,
            _ => None,
        };
        Ok(there.unwrap_or_else(|| format!("{}?why=signed-out", paths::SIGN_IN)))
    })
    .await
}
