//! The security headers of every answer. The nonce is made here, and pages find it in the request.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use leptos::nonce::Nonce;
use std::sync::Arc;

/// What the headers depend on.
#[derive(Clone, Debug)]
pub(crate) struct Security {
    /// Origins that a form may end at: signing out is a post that redirects to the issuer.
    pub(crate) issuers: Arc<str>,
    /// True when people reach the server by TLS.
    pub(crate) tls: bool,
}

/// Makes the nonce and sets the headers.
pub(crate) async fn secure(State(security): State<Security>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    let policy = policy(&nonce, &security.issuers);
    request.extensions_mut().insert(nonce);
    let mut response = next.run(request).await;
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    set(header::CONTENT_SECURITY_POLICY, &policy);
    set(header::REFERRER_POLICY, "same-origin");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    if security.tls {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    if !response.headers().contains_key(header::CACHE_CONTROL) {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn policy(nonce: &Nonce, issuers: &str) -> String {
    let form_action = format!("'self' {issuers}");
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; connect-src 'self'; font-src 'self'; \
         worker-src 'self'; form-action {}; frame-ancestors 'none'; base-uri 'none'",
        form_action.trim_end()
    )
}
