//! The beginning of a session.

use crate::telemetry::ClientAddress;
use app::context::{Refusal, chain};
use axum::http::{HeaderMap, header};
use model::UserId;
use store::{SIGN_IN, SignIn};
use tower_sessions::Session;

/// In bytes; what is kept of what a browser says of itself.
const LONGEST_USER_AGENT: usize = 300;

/// From where somebody signs in.
#[derive(Clone, Debug)]
pub(super) struct Whence {
    pub(super) user_agent: Option<String>,
    pub(super) address: Option<String>,
}

impl Whence {
    pub(super) fn of(headers: &HeaderMap, address: Option<&ClientAddress>) -> Self {
        let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let user_agent = user_agent.map(|text| text[..text.floor_char_boundary(LONGEST_USER_AGENT)].to_string());
        Self { user_agent, address: address.map(|address| address.0.to_string()) }
    }
}

/// Begins a session under a new id: one that was known before is worth nothing.
pub(super) async fn begin(session: &Session, user: UserId, whence: Whence) -> Result<(), Refusal> {
    let sign_in = SignIn {
        user,
        user_agent: whence.user_agent,
        address: whence.address,
        issuer: None,
        sid: None,
        id_token: None,
    };
    begin_as(session, sign_in).await
}

/// Begins a session with all that is known of it.
pub(super) async fn begin_as(session: &Session, sign_in: SignIn) -> Result<(), Refusal> {
    let renewed = async {
        session.clear().await;
        session.cycle_id().await?;
        session.insert(SIGN_IN, sign_in).await?;
        session.save().await
    };
    renewed.await.map_err(|error: tower_sessions::session::Error| {
        tracing::error!(error = chain(&error), "a session could not be begun");
        Refusal::Failed
    })
}
