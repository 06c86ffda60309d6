//! Who is there: sessions, local accounts, one-time links, and the way out.

mod actor;
mod links;
mod local;
mod oidc;
mod out;
mod password;
mod session;

pub(crate) use actor::load_actor;
pub(crate) use oidc::Oidc;
pub(crate) use password::Passwords;

use app::context::AppState;
use axum::{Router, routing::post};

/// What signing in needs beside the state of pages.
#[derive(Clone, Debug)]
pub(crate) struct Auth {
    /// Hashes and checks passwords.
    pub(crate) passwords: Passwords,
    /// Signing in at the provider, if there is one.
    pub(crate) oidc: Option<Oidc>,
}

/// The posts of the doors, and what a provider leads to; their rules stand in `app::routes`.
pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/sign-in", post(local::sign_in))
        .route("/setup", post(links::set_up))
        .route("/admin-link", post(links::use_administrator_link))
        .route("/password", post(links::choose_password))
        .route("/auth/logout", post(out::sign_out))
        .route("/account/password", post(local::change_password))
        .merge(oidc::routes())
}
