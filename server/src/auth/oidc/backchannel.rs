//! What the provider calls when somebody signed out there: our sessions end, and what streams for them.

use super::{Oidc, logout_token::Invalid};
use app::context::chain;
use axum::{
    Json,
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

/// In bytes.
const LONGEST_TOKEN: usize = 16 * 1024;

/// Ends the sessions that a logout token names.
pub(super) async fn log_out(oidc: Oidc, headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Response {
    let answer = match token(&headers, body) {
        Ok(token) => end_sessions(&oidc, &token).await,
        Err(problem) => Err(Problem::of_request(problem)),
    };
    let mut response = match answer {
        Ok(()) => StatusCode::OK.into_response(),
        Err(Problem { error, description }) => {
            tracing::warn!(error, "a logout of the provider was refused: {description}");
            (StatusCode::BAD_REQUEST, Json(json!({"error": error, "error_description": description}))).into_response()
        }
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What the provider is told: the specification knows 200 and 400, and the codes of OAuth.
struct Problem {
    error: &'static str,
    description: String,
}

impl Problem {
    fn of_request(description: impl Into<String>) -> Self {
        Self { error: "invalid_request", description: description.into() }
    }
}

fn token(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<String, &'static str> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err("the body must be a form");
    }
    let body = body.map_err(|_| "the body cannot be read")?;
    let fields = url::form_urlencoded::parse(&body);
    let mut tokens = fields.filter(|(name, _)| name == "logout_token").map(|(_, value)| value.into_owned());
    match (tokens.next(), tokens.next()) {
        (Some(token), None) if token.len() <= LONGEST_TOKEN => Ok(token),
        _ => Err("there must be one logout_token"),
    }
}

async fn end_sessions(oidc: &Oidc, token: &str) -> Result<(), Problem> {
    let token = oidc.logout_token(token).await.map_err(|invalid| match &invalid {
        Invalid::Unverifiable(cause) => {
            tracing::warn!(error = cause, "a logout token cannot be verified: {cause}");
            Problem { error: "temporarily_unavailable", description: invalid.to_string() }
        }
        _ => Problem::of_request(invalid.to_string()),
    })?;
    let failed = |error: store::Error| {
        let cause = chain(&error);
        tracing::error!(error = cause, "a logout of the provider failed: {cause}");
        Problem { error: "server_error", description: "the sessions could not be ended".into() }
    };
    let (store, issuer) = (oidc.store(), oidc.config().issuer.as_str());
    if !store.remember_logout_token(issuer, &token.jti, token.expires_at).await.map_err(failed)? {
        return Err(Problem::of_request("the token was used before"));
    }
    let user = match &token.subject {
        None => None,
        Some(subject) => match store.user_by_identity(issuer, subject).await.map_err(failed)? {
            Some(user) => Some(user.id),
            // Nobody here, so nothing of theirs can end.
            None => return Ok(()),
        },
    };
    let ended = store.end_sessions_of_provider(issuer, token.sid.as_deref(), user).await.map_err(failed)?;
    tracing::info!(ended, "a logout at the provider ended {ended} sessions");
    Ok(())
}
