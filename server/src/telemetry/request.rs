//! Around every request: its id, who asks, a span, one line of the log and the metrics.

use super::{
    client_address::{ClientAddress, is_trusted},
    request_id::{HEADER, RequestId},
};
use crate::metrics::record_request;
use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::Response,
};
use ipnet::IpNet;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Instant,
};
use tracing::Instrument;

/// What the middleware needs to know.
#[derive(Clone, Debug, Default)]
pub struct RequestObserver {
    trusted_proxies: Arc<[IpNet]>,
}

impl RequestObserver {
    /// Believes these proxies.
    pub fn new(trusted_proxies: &[IpNet]) -> Self {
        Self { trusted_proxies: trusted_proxies.into() }
    }
}

/// The middleware around every request; `Router::layer(from_fn_with_state(observer, observe_request))`, outermost.
///
/// It must be a layer of the router, not around it: only there the pattern of the route is known. Handlers find
/// [`RequestId`] and [`ClientAddress`] among the extensions. A request without a peer (a test within the process) comes
/// from `0.0.0.0`. The time ends with the head of the answer: `/live` streams for hours.
pub async fn observe_request(State(observer): State<RequestObserver>, mut request: Request, next: Next) -> Response {
    let start = Instant::now();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let id = Some(&*observer.trusted_proxies).filter(|trusted| is_trusted(peer, trusted));
    let id = id.and_then(|_| RequestId::given(request.headers())).unwrap_or_else(RequestId::new);
    let client = ClientAddress::new(peer, request.headers(), &observer.trusted_proxies);
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = known_method(request.method());

    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(client);
    // Of the highest level, so that a warning has the id also where nothing less is logged.
    let span = tracing::error_span!(
        "request",
        request.id = id.0,
        http.method = method,
        http.route = route.as_ref().map(MatchedPath::as_str),
        client.address = %client.0,
    );
    let mut response = next.run(request).instrument(span.clone()).await;
    response.headers_mut().insert(HEADER.clone(), id.header());

    let seen = Seen { method, route: route.as_ref().map(MatchedPath::as_str), status: response.status() };
    let elapsed = start.elapsed();
    record_request(method, seen.pattern(), seen.status, elapsed);
    span.in_scope(|| seen.log(elapsed.as_secs_f64() * 1000.0));
    response
}

/// Methods are free text; whoever invents some must not make metrics grow.
fn known_method(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// A request and its answer, as far as they are told.
struct Seen<'a> {
    method: &'static str,
    route: Option<&'a str>,
    status: StatusCode,
}

impl Seen<'_> {
    /// The path itself is never told: it may hold a token, and there is no end of them.
    fn pattern(&self) -> &str {
        match self.route {
            Some(route) => route,
            None if self.is_file() => "(file)",
            None => "(none)",
        }
    }

    /// Files are served by the fallback and below `/pkg`; what the fallback has not got is no file.
    fn is_file(&self) -> bool {
        let found = self.status.is_success() || self.status.is_redirection();
        self.route.map_or(found, |route| route.starts_with("/pkg"))
    }

    fn log(&self, duration_ms: f64) {
        let duration_ms = (duration_ms * 10.0).round() / 10.0;
        let (method, pattern, status) = (self.method, self.pattern(), self.status.as_u16());
        if self.status.is_server_error() {
            tracing::warn!(http.status = status, duration_ms, "{method} {pattern} {status} in {duration_ms} ms");
        } else if self.is_file() {
            tracing::debug!(http.status = status, duration_ms, "{method} {pattern} {status} in {duration_ms} ms");
        } else {
            tracing::info!(http.status = status, duration_ms, "{method} {pattern} {status} in {duration_ms} ms");
        }
    }
}

#[cfg(test)]
mod tests;
