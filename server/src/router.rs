//! Everything the server answers, and the layers around it.

use crate::{
    auth,
    door::Door,
    guard,
    headers::{self, Security},
    live,
    own_thread::answer_on_own_thread,
    site::Site,
    telemetry::{RequestObserver, observe_request},
};
use app::context::AppState;
use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderValue, header},
    middleware::{from_fn_with_state, map_response},
    response::Response,
};
use leptos::{nonce::Nonce, prelude::*};
use leptos_axum::{LeptosRoutes, render_app_async_with_context};
use tower_http::{
    CompressionLevel, compression::CompressionLayer, services::ServeDir, set_header::SetResponseHeaderLayer,
};
use tower_sessions::{SessionManagerLayer, SessionStore};

/// What the router is made of.
pub(crate) struct Parts<S: SessionStore> {
    /// What pages and forms get.
    pub(crate) state: AppState,
    /// Signing in.
    pub(crate) auth: auth::Auth,
    /// Where requests may come to and from.
    pub(crate) door: Door,
    /// What the headers say.
    pub(crate) security: Security,
    /// Streams.
    pub(crate) live: live::Live,
    /// Request ids and the log.
    pub(crate) observer: RequestObserver,
    /// Pages.
    pub(crate) site: Site,
    /// Cookies and where sessions are kept.
    pub(crate) sessions: SessionManagerLayer<S>,
}

/// The routes with their layers; outside in: headers, host, session, person, guard.
pub(crate) fn router<S: SessionStore + Clone>(parts: Parts<S>) -> Router {
    let Parts { state, auth, door, security, live, observer, site, sessions } = parts;
    let document = {
        let state = state.clone();
        move || (site.document)(state.clone())
    };
    let provide = {
        let state = state.clone();
        move || {
            use_nonce_of_request();
            provide_context(state.clone());
        }
    };
    let (files, store) = (browser_files(&state.options), state.store.clone());
    let pkg = format!("/{}", state.options.site_pkg_dir);
    let mut router =
        Router::new().leptos_routes_with_context(&state, (site.routes)(), provide.clone(), document.clone());
    for (path, form) in app::routes::forms().into_iter().chain((site.downloads)()) {
        router = router.route(path, form);
    }
    router
        .merge(auth::routes())
        .merge(live::routes())
        .layer(axum::Extension(auth))
        .layer(axum::Extension(live))
        .fallback(render_app_async_with_context(provide, document))
        .with_state(state.clone())
        .route_layer(from_fn_with_state(door.clone(), guard::guard))
        .layer(from_fn_with_state(state, auth::load_actor))
        .layer(sessions)
        .layer(DefaultBodyLimit::disable()) // the guard limits by rule
        .layer(compression())
        .layer(from_fn_with_state(store, answer_on_own_thread))
        .nest_service(&pkg, files)
        .layer(from_fn_with_state(door, guard::host))
        .layer(from_fn_with_state(security, headers::secure))
        .layer(map_response(without_empty_type))
        .layer(from_fn_with_state(observer, observe_request))
}

/// Pages are sent in a tenth of their size, at about a millisecond for a long list. Streams are sent as they are, and the
/// browser's files are compressed when they are built.
fn compression() -> CompressionLayer {
    CompressionLayer::new().quality(CompressionLevel::Precise(4))
}

/// Leptos has made a nonce of its own by now; the one in the header counts.
fn use_nonce_of_request() {
    if let Some(nonce) = app::context::from_request::<Nonce>() {
        provide_context(nonce);
    }
}

/// A redirect of a page has no body worth a type.
async fn without_empty_type(mut response: Response) -> Response {
    if response.status().is_redirection() {
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
    response
}

/// The browser files. Their folder name is their hash, so they never change.
fn browser_files(options: &LeptosOptions) -> Router {
    let files = ServeDir::new(format!("{}/{}", options.site_root, options.site_pkg_dir))
        .precompressed_br()
        .precompressed_gzip();
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    Router::new().fallback_service(files).layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, forever))
}
