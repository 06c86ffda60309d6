//! Beginning an upload, or going on with it.

use super::answer;
use crate::{
    context::{Actor, AppState, Refusal},
    forms::MOST_JAR_BYTES,
};
use axum::{
    Extension, Json,
    extract::{Path, State, rejection::JsonRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use model::{Code, ProjectId, Text, authority::FileEdit};
use serde::Deserialize;
use store::{NewUpload, Upload};

/// What the page script says of a file.
#[derive(Debug, Deserialize)]
pub(crate) struct Given {
    name: String,
    size: i64,
    /// When the file was changed last, as the browser says it.
    stamp: String,
}

/// Says which upload it is, and how far it came.
pub(crate) async fn begin(
    State(state): State<AppState>,
    Path(project): Path<ProjectId>,
    Extension(actor): Extension<Actor>,
    headers: HeaderMap,
    given: Result<Json<Given>, JsonRejection>,
) -> Response {
    let begun = begun(&state, &actor, project, given).await;
    answer(begun.map(|upload| (StatusCode::OK, upload)), &actor, &headers)
}

async fn begun(
    state: &AppState,
    actor: &Actor,
    project: ProjectId,
    given: Result<Json<Given>, JsonRejection>,
) -> Result<Upload, Refusal> {
    let scope = actor.project(&state.store, project).await?.1.allow::<FileEdit>()?;
    let Ok(Json(given)) = given else { return Err(Code::Required.at("file").into()) };
    let new = NewUpload {
        name: Text::parse(&given.name).map_err(|code| code.at("file"))?,
        stamp: Text::parse(&given.stamp).map_err(|code| code.at("file"))?,
        size: given.size,
        most: i64::try_from(MOST_JAR_BYTES).unwrap_or(i64::MAX),
    };
    Ok(state.store.begin_upload(&scope, &new).await?)
}
