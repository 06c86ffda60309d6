//! What a request must show before any handler runs: a host of ours, a rule for its route, our origin, a person.

use crate::door::Door;
use app::{
    context::Actor,
    paths,
    routes::{self, Access},
};
use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use http_body_util::Limited;

/// Refuses requests to a name that is not ours, on loopback too: a foreign name that resolves to us (DNS rebinding)
/// would otherwise make a browser believe that we are its origin.
pub(crate) async fn host(State(door): State<Door>, request: Request, next: Next) -> Response {
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let named = named.or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    match named {
        Some(host) if door.is_ours(host) => next.run(request).await,
        _ => (StatusCode::MISDIRECTED_REQUEST, "This server does not answer to this name.\n").into_response(),
    }
}

/// Refuses what has no rule, comes from elsewhere, is too large, or comes from nobody.
pub(crate) async fn guard(State(door): State<Door>, path: MatchedPath, mut request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let Some(rule) = routes::rule(&method, path.as_str()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if !method.is_safe() && !rule.any_origin && !same_origin(request.headers(), &door.origin) {
        return (StatusCode::FORBIDDEN, "This request comes from another site.\n").into_response();
    }
    if rule.access != Access::Public && request.extensions().get::<Actor>().is_none() {
        return anonymous(&method, request.headers());
    }
    if rule.path.starts_with("/api/") {
        // To a browser's form Leptos would answer with a redirect to the referrer, problems in its query.
        request.headers_mut().remove(header::ACCEPT);
    }
    let most = rule.most_bytes;
    let too_large = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if too_large.and_then(|length| length.parse::<u64>().ok()).is_some_and(|length| length > most as u64) {
        return (StatusCode::PAYLOAD_TOO_LARGE, format!("At most {most} bytes can be sent here.\n")).into_response();
    }
    next.run(request.map(|body| Body::new(Limited::new(body, most)))).await
}

fn same_origin(headers: &HeaderMap, origin: &str) -> bool {
    let is = |name: &str, wanted: &str| headers.get(name).is_some_and(|value| value == wanted);
    is("origin", origin) || is("sec-fetch-site", "same-origin")
}

/// A page leads to the sign-in; everything else is told.
fn anonymous(method: &Method, headers: &HeaderMap) -> Response {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if *method == Method::GET && accept.is_some_and(|accept| accept.contains("text/html")) {
        Redirect::to(paths::SIGN_IN).into_response()
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}
