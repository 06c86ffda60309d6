//! Where pages are made.

use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};
use store::Store;
use tracing::Instrument;

/// Makes the answer to a question on a thread of its own where the database wants it: a page asks the database ten times.
///
/// Only what has no body to wait for, since whoever sends one slowly would keep the thread.
pub(crate) async fn answer_on_own_thread(State(store): State<Store>, request: Request, next: Next) -> Response {
    if request.method() != Method::GET {
        return next.run(request).await;
    }
    store.on_own_thread(next.run(request).in_current_span()).await
}
