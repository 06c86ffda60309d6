//! The way back from the provider.

use super::{Oidc, error::Error, pending::Pending, relying_party::SignedIn};
use crate::{
    auth::session::{Whence, begin_as},
    telemetry::ClientAddress,
};
use app::paths;
use axum::{
    Extension,
    extract::Query,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use std::collections::BTreeMap;
use store::{RequestId, SignIn};
use tower_sessions::Session;

/// Signs in whom the provider sends back.
pub(super) async fn callback(
    oidc: Oidc,
    session: Session,
    Extension(address): Extension<ClientAddress>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let whence = Whence::of(&headers, Some(&address));
    match sign_in(&oidc, &session, whence, &query, &request).await {
        Ok(back) => Redirect::to(&back).into_response(),
        Err(error) => error.answer(&headers, &request),
    }
}

async fn sign_in(
    oidc: &Oidc,
    session: &Session,
    whence: Whence,
    query: &BTreeMap<String, String>,
    request: &RequestId,
) -> Result<String, Error> {
    let sent = |name: &str| query.get(name).map(String::as_str);
    // The state first: what comes without one was not asked for, and is not worth a line of the log.
    let state = sent("state").ok_or(Error::State("the address has no state"))?;
    let pending = Pending::take(session, state, oidc.store().now()).await?;
    if sent("iss").is_some_and(|issuer| issuer != oidc.config().issuer) {
        return Err(Error::Claims("another issuer answered".into()));
    }
    if let Some(error) = sent("error") {
        return Err(Error::refused(&format!("{error} {}", sent("error_description").unwrap_or_default())));
    }
    let code = sent("code").ok_or_else(|| Error::refused("it sent neither a code nor an error"))?;

    let SignedIn { identity, sid, id_token } = oidc.signed_in(code, pending.verifier, &pending.nonce).await?;
    let user = oidc.store().link_or_create_identity(&identity, request).await?;
    if user.disabled {
        return Err(Error::Disabled);
    }
    let Whence { user_agent, address } = whence;
    let issuer = Some(identity.issuer);
    let sign_in = SignIn { user: user.id, user_agent, address, issuer, sid, id_token: Some(id_token) };
    begin_as(session, sign_in).await.map_err(Error::Refusal)?;
    Ok(pending.back.unwrap_or_else(|| paths::HOME.into()))
}
