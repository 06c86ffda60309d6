//! The next piece of an upload.

use super::answer;
use crate::context::{Actor, AppState, Refusal};
use axum::{
    Extension,
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use model::{Code, ProjectId, UploadId, authority::FileEdit};
use store::Upload;

/// Where a piece begins in its file.
const OFFSET: &str = "upload-offset";

/// Takes a piece; 409 tells where to go on when it is not the next one.
pub(crate) async fn append(
    State(state): State<AppState>,
    Path((project, upload)): Path<(ProjectId, UploadId)>,
    Extension(actor): Extension<Actor>,
    headers: HeaderMap,
    content: Result<Bytes, BytesRejection>,
) -> Response {
    let first = headers.get(OFFSET).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    let taken = taken(&state, &actor, (project, upload), (first, content.ok())).await;
    answer(taken, &actor, &headers)
}

async fn taken(
    state: &AppState,
    actor: &Actor,
    (project, upload): (ProjectId, UploadId),
    (first, content): (Option<i64>, Option<Bytes>),
) -> Result<(StatusCode, Upload), Refusal> {
    let scope = actor.project(&state.store, project).await?.1.allow::<FileEdit>()?;
    let (Some(first), Some(content)) = (first, content) else { return Err(Code::Required.at("file").into()) };
    let after = first.saturating_add(i64::try_from(content.len()).unwrap_or(i64::MAX));
    let upload = state.store.append_upload(&scope, (upload, first), content).await?;
    let status = if upload.received == after { StatusCode::OK } else { StatusCode::CONFLICT };
    Ok((status, upload))
}
