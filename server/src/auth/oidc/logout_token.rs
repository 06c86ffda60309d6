//! The token by which a provider ends sessions (OpenID Connect Back-Channel Logout 1.0, section 2.6).
//!
//! The library has no type for it: it need not have the subject that an id token must have. Keys and signatures are the
//! library's.

use super::{claims::SIGNED_BY_KEY_PAIR, provider::LEEWAY};
use crate::config::OidcConfig;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::{
    JsonWebKey,
    core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// What makes it a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// After so long a token is not worth anything, whatever it says.
const OLDEST: TimeDelta = TimeDelta::minutes(5);

/// Whose sessions end.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LogoutToken {
    pub(super) jti: String,
    pub(super) sid: Option<String>,
    pub(super) subject: Option<String>,
    /// Until then it has to be remembered.
    pub(super) expires_at: DateTime<Utc>,
}

/// Why nothing ends. The texts go to the provider.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Invalid {
    /// No key of the provider made the signature; newer keys may have.
    #[error("the signature is not the issuer's")]
    Signature,
    /// The provider's keys are not known.
    #[error("the signature cannot be verified now")]
    Unverifiable(String),
    /// The token is not one, or not for us, or not of now.
    #[error("{0}")]
    Token(&'static str),
}

#[derive(Deserialize)]
struct Header {
    alg: CoreJwsSigningAlgorithm,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
struct Payload {
    iss: String,
    aud: Audience,
    iat: f64,
    exp: Option<f64>,
    jti: String,
    events: Map<String, Value>,
    sid: Option<String>,
    sub: Option<String>,
    nonce: Option<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Verifies a token.
///
/// # Errors
/// [`Invalid::Signature`] before anything in it is believed, else [`Invalid::Token`].
pub(super) fn verify(
    token: &str,
    keys: &CoreJsonWebKeySet,
    config: &OidcConfig,
    now: DateTime<Utc>,
) -> Result<LogoutToken, Invalid> {
    let payload: Payload = signed(token, keys)?;
    let demand = |holds: bool, otherwise: &'static str| if holds { Ok(()) } else { Err(Invalid::Token(otherwise)) };
    demand(payload.iss == config.issuer, "iss is another issuer")?;
    let is_for_us = match &payload.aud {
        Audience::One(audience) => *audience == config.client_id,
        Audience::Many(audiences) => audiences.contains(&config.client_id),
    };
    demand(is_for_us, "aud is another client")?;

    let issued = instant(payload.iat).ok_or(Invalid::Token("iat is no time"))?;
    demand(issued <= now + LEEWAY, "iat is in the future")?;
    demand(now - issued <= OLDEST + LEEWAY, "iat is too long ago")?;
    if let Some(expires) = payload.exp {
        let expires = instant(expires).ok_or(Invalid::Token("exp is no time"))?;
        demand(now < expires + LEEWAY, "exp is over")?;
    }
    demand(payload.events.get(EVENT).is_some_and(Value::is_object), "events has no back-channel logout")?;
    demand(payload.nonce.is_none(), "a logout token has no nonce")?;
    demand((1..=255).contains(&payload.jti.len()), "jti is missing or too long")?;
    demand(payload.sid.is_some() || payload.sub.is_some(), "there is neither sid nor sub")?;
    let expires_at = issued + OLDEST + LEEWAY * 2;
    Ok(LogoutToken { jti: payload.jti, sid: payload.sid, subject: payload.sub, expires_at })
}

/// What is signed, if a key of the provider signed it.
fn signed<T: DeserializeOwned>(token: &str, keys: &CoreJsonWebKeySet) -> Result<T, Invalid> {
    let (message, signature) = token.rsplit_once('.').ok_or(Invalid::Token("it is no token"))?;
    let (header, payload) = message.split_once('.').ok_or(Invalid::Token("it is no token"))?;
    let header: Header = part(header).ok_or(Invalid::Token("the header is not readable"))?;
    if !SIGNED_BY_KEY_PAIR.contains(&header.alg) {
        return Err(Invalid::Token("alg is not accepted"));
    }
    let kind = header.typ.unwrap_or_default().to_ascii_lowercase();
    if !matches!(kind.trim_start_matches("application/"), "" | "jwt" | "logout+jwt") || header.crit.is_some() {
        return Err(Invalid::Token("it is another kind of token"));
    }
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).map_err(|_| Invalid::Token("it is no token"))?;
    let mut named = keys.keys().iter().filter(|key| match &header.kid {
        Some(kid) => key.key_id().is_some_and(|id| id.as_str() == kid),
        None => true,
    });
    match named.any(|key| key.verify_signature(&header.alg, message.as_bytes(), &signature).is_ok()) {
        true => part(payload).ok_or(Invalid::Token("the claims are missing or not readable")),
        false => Err(Invalid::Signature),
    }
}

fn part<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

fn instant(seconds: f64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds as i64, 0).filter(|_| seconds.is_finite())
}
