//! The way to the provider.

use super::{Oidc, error::Error, way_back::way_back};
use app::{context::Actor, paths};
use axum::{
    Extension,
    extract::Query,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use std::collections::BTreeMap;
use store::RequestId;
use tower_sessions::Session;

/// Sends the browser to the provider. `?back=` is the address of ours to return to.
pub(super) async fn login(
    oidc: Oidc,
    session: Session,
    actor: Option<Extension<Actor>>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    Query(query): Query<BTreeMap<String, String>>,
) -> Response {
    let back = query.get("back").and_then(|asked| way_back(asked));
    if actor.is_some() {
        return Redirect::to(back.as_deref().unwrap_or(paths::HOME)).into_response();
    }
    match begin(&oidc, &session, back).await {
        Ok(url) => Redirect::to(&url).into_response(),
        Err(error) => error.answer(&headers, &request),
    }
}

async fn begin(oidc: &Oidc, session: &Session, back: Option<String>) -> Result<String, Error> {
    let provider = oidc.provider().await?;
    let (url, pending) = provider.begin(&oidc.config().scopes, back, oidc.store().now());
    pending.keep(session).await?;
    Ok(url.into())
}
