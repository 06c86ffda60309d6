//! Finds out who a request is from, for everything behind.

use crate::telemetry;
use app::context::{Actor, AppState, chain};
use axum::{
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use store::{RequestId, SIGN_IN, SessionKey, SignIn, Store};
use tower_sessions::Session;

/// Puts the session's person into the request, where pages, forms and the guard find it.
///
/// The record is read for each request: somebody who was disabled or lost a role has lost it now.
pub(crate) async fn load_actor(
    State(state): State<AppState>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let id = request.extensions().get::<telemetry::RequestId>();
    let id = id.map_or_else(RequestId::of_the_server, |id| RequestId::new(id.0.clone()));
    request.extensions_mut().insert(id.clone());
    match actor(&state.store, &session, id).await {
        Ok(actor) => {
            if let Some(actor) = actor {
                request.extensions_mut().insert(actor);
            }
            next.run(request).await
        }
        Err(why) => {
            tracing::error!(error = why, "cannot tell who is asking: {why}");
            (StatusCode::SERVICE_UNAVAILABLE, "The database does not answer. Please try again in a moment.\n")
                .into_response()
        }
    }
}

async fn actor(store: &Store, session: &Session, request: RequestId) -> Result<Option<Actor>, String> {
    let sign_in: Option<SignIn> = session.get(SIGN_IN).await.map_err(|error| chain(&error))?;
    let (Some(sign_in), Some(id)) = (sign_in, session.id()) else {
        return Ok(None);
    };
    let account = store.account(sign_in.user).await.map_err(|error| chain(&error))?;
    let session = SessionKey::of(&id.to_string());
    Ok(account.map(|(user, standing)| Actor { user, standing, session, request }))
}
