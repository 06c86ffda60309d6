//! A stand-in for a provider: it says what a test tells it to.

use super::keys::{Key, half_hash};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::{net::TcpListener, task::JoinHandle};

pub(super) const ACCESS_TOKEN: &str = "access-token";

/// What it says, and what it was asked.
pub(super) struct Says {
    pub(super) key: Key,
    /// Claims that are other than usual; `null` leaves one out.
    pub(super) claims: Value,
    /// The id token itself, instead of the usual one.
    pub(super) id_token: Option<String>,
    pub(super) nonce: String,
    pub(super) userinfo: Value,
    /// Instead of tokens.
    pub(super) token_answer: Option<(StatusCode, &'static str)>,
    pub(super) has_end_session: bool,
    pub(super) now: DateTime<Utc>,
    /// How often its description was read.
    pub(super) described: usize,
    /// The last request for tokens: authorisation and body.
    pub(super) exchange: Option<(String, String)>,
}

/// The stand-in.
pub(super) struct Issuer {
    pub(super) url: String,
    says: Arc<Mutex<Says>>,
    serving: Option<JoinHandle<()>>,
}

impl Issuer {
    /// Its address is known, but nothing answers there.
    pub(super) async fn reserve(now: DateTime<Utc>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let says = Says {
            key: Key::new("key-1"),
            claims: json!({}),
            id_token: None,
            nonce: String::new(),
            userinfo: json!({"sub": "ada"}),
            token_answer: None,
            has_end_session: true,
            now,
            described: 0,
            exchange: None,
        };
        Self { url, says: Arc::new(Mutex::new(says)), serving: None }
    }

    /// Begins to answer.
    pub(super) async fn up(&mut self) {
        let listener = TcpListener::bind(self.url.trim_start_matches("http://")).await.unwrap();
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(description))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(Shared { url: self.url.clone(), says: self.says.clone() });
        self.serving = Some(tokio::spawn(async move { axum::serve(listener, router).await.unwrap() }));
    }

    /// Changes what it says, or looks at what it was asked.
    pub(super) fn says<T>(&self, change: impl FnOnce(&mut Says) -> T) -> T {
        change(&mut self.says.lock().unwrap())
    }

    /// The claims of the id token that it would give now.
    pub(super) fn claims(&self) -> Value {
        self.says(|says| claims(&self.url, says))
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        if let Some(serving) = &self.serving {
            serving.abort();
        }
    }
}

#[derive(Clone)]
struct Shared {
    url: String,
    says: Arc<Mutex<Says>>,
}

fn claims(issuer: &str, says: &Says) -> Value {
    let now = says.now.timestamp();
    let mut claims = json!({
        "iss": issuer, "aud": "scaleph", "sub": "ada", "nonce": says.nonce, "iat": now, "exp": now + 300,
        "sid": "session-1", "at_hash": half_hash(ACCESS_TOKEN), "name": "Ada Lovelace", "email": "ada@example.com",
        "preferred_username": "ada",
    });
    let all = claims.as_object_mut().unwrap();
    all.extend(says.claims.as_object().unwrap().clone());
    all.retain(|_, value| !value.is_null());
    claims
}

async fn description(State(Shared { url, says }): State<Shared>) -> Json<Value> {
    let mut says = says.lock().unwrap();
    says.described += 1;
    let at = |path: &str| format!("{url}{path}");
    Json(json!({
        "issuer": url,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/jwks"),
        "end_session_endpoint": says.has_end_session.then(|| at("/end")),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        // More than we accept: what a provider could do is no reason to believe it.
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
    }))
}

async fn jwks(State(Shared { says, .. }): State<Shared>) -> Json<Value> {
    Json(json!({"keys": [{"kty": "from the future"}, says.lock().unwrap().key.jwk()]}))
}

async fn token(State(Shared { url, says }): State<Shared>, headers: HeaderMap, body: String) -> Response {
    let mut says = says.lock().unwrap();
    let authorisation = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    says.exchange = Some((authorisation.into(), body));
    if let Some((status, text)) = says.token_answer {
        return match text.starts_with('{') {
            true => (status, [(header::CONTENT_TYPE, "application/json")], text).into_response(),
            false => (status, Html(text)).into_response(),
        };
    }
    let id_token = says.id_token.clone().unwrap_or_else(|| says.key.token(&claims(&url, &says)));
    Json(json!({"access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": id_token})).into_response()
}

async fn userinfo(State(Shared { says, .. }): State<Shared>, headers: HeaderMap) -> Response {
    let allowed = headers.get(header::AUTHORIZATION).is_some_and(|value| value == &format!("Bearer {ACCESS_TOKEN}"));
    match allowed {
        true => Json(says.lock().unwrap().userinfo.clone()).into_response(),
        false => StatusCode::UNAUTHORIZED.into_response(),
    }
}
