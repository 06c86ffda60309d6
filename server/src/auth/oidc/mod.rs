//! Signing in at a provider of OpenID Connect: code flow with PKCE, state and nonce, and logout in both directions.
//!
//! The protocol is the library's; HTTP goes out through `egress`; who somebody is here, the store decides. It must not
//! know what pages show: a sign-in that fails leads to the sign-in page with a reason in the address.

mod backchannel;
mod callback;
mod claims;
mod discovery;
mod error;
mod login;
mod logout_token;
mod pending;
mod person;
mod provider;
mod relying_party;
#[cfg(test)]
mod tests;
mod way_back;

pub(crate) use relying_party::Oidc;

use axum::{
    Router,
    routing::{get, post},
};

/// The routes that browsers and the provider come to; without a provider they lead nowhere.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/auth/login", get(login::login))
        .route("/auth/callback", get(callback::callback))
        .route("/auth/backchannel-logout", post(backchannel::log_out))
}
