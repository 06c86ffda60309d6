//! Where pages are made.

use axum::{
    extract::{MatchedPath, Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};
use store::Store;
use tracing::Instrument;

/// Below it a sign-in provider is asked, which may take its time.
const ASKS_OTHERS: &str = "/auth/";

/// Makes the answer to a question on a thread of its own where the database wants it: a page asks the database ten times.
///
/// Only what waits for nothing but the database: no body, whose sender could keep the thread, and no other server.
pub(crate) async fn answer_on_own_thread(State(store): State<Store>, request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>();
    let asks_others = path.is_some_and(|path| path.as_str().starts_with(ASKS_OTHERS));
    if request.method() != Method::GET || asks_others {
        return next.run(request).await;
    }
    store.on_own_thread(next.run(request).in_current_span()).await
}
