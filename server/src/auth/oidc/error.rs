//! Why a sign-in at the provider ended nowhere, and what the person is told.

use super::claims::RefreshMayHelp;
use app::{
    context::{Refusal, chain},
    locale::Chosen,
    paths,
    refusal::plain_refusal,
};
use axum::{
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use openidconnect::ClaimsVerificationError;
use store::RequestId;

/// Any cause.
pub(super) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a sign-in at the provider ended nowhere. No text holds a code, a token or a secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The settings do not make a client.
    #[error("the settings of the provider cannot be used: {0}")]
    Settings(&'static str, #[source] Cause),
    /// The provider does not answer, or something else answers in its place.
    #[error("the provider gave no {0}")]
    Down(&'static str, #[source] Cause),
    /// It did not answer a moment ago, and was not asked again.
    #[error("the provider did not answer a moment ago")]
    StillDown,
    /// The provider says no.
    #[error("the provider refused: {0}")]
    Refused(String),
    /// The id token does not hold.
    #[error("the id token is not valid")]
    Token(#[source] ClaimsVerificationError),
    /// What the provider gave beside or in a valid token does not fit.
    #[error("{0}")]
    Claims(String),
    /// The sign-in was not begun in this browser, or too long ago.
    #[error("{0}")]
    State(&'static str),
    /// The account is disabled.
    #[error("the account is disabled")]
    Disabled,
    /// The store did not do it.
    #[error("the store failed")]
    Store(#[from] store::Error),
    /// The session could not be read or written.
    #[error("the session failed")]
    Session(#[from] tower_sessions::session::Error),
    /// A page of ours says it already.
    #[error("it was refused")]
    Refusal(Refusal),
}

impl Error {
    /// Something the provider said, cut to what a line of the log can bear.
    pub(super) fn refused(said: &str) -> Self {
        Self::Refused(said.chars().filter(|c| !c.is_control()).take(200).collect())
    }

    /// True when other keys may verify what these did not.
    pub(super) fn is_cured_by_other_keys(&self) -> bool {
        matches!(self, Self::Token(ClaimsVerificationError::SignatureVerification(error)) if error.refresh_may_help())
    }

    /// Notes it in the log, and leads to where the person can go on.
    pub(super) fn answer(self, headers: &HeaderMap, request: &RequestId) -> Response {
        let cause = chain(&self);
        let why = match self {
            Self::Settings(..) | Self::Down(..) | Self::StillDown => "provider-down",
            Self::Refused(_) | Self::Token(_) | Self::Claims(_) => "provider-refused",
            Self::State(_) => "provider-state",
            Self::Disabled => "disabled",
            Self::Store(error) => return plain_refusal(&error.into(), Chosen::default(), headers, request),
            Self::Session(_) => {
                tracing::error!(error = cause, "a sign-in failed: {cause}");
                return plain_refusal(&Refusal::Failed, Chosen::default(), headers, request);
            }
            Self::Refusal(refusal) => return plain_refusal(&refusal, Chosen::default(), headers, request),
        };
        tracing::warn!(error = cause, why, "a sign-in at the provider failed: {cause}");
        Redirect::to(&format!("{}?why={why}", paths::SIGN_IN)).into_response()
    }
}
