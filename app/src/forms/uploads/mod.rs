//! Files that come piece by piece, as the page script sends them: what came is known here, so that it goes on after an
//! interruption. The form that the file belongs to names the upload when it is sent.

mod append;
mod begin;

pub(crate) use append::append;
pub(crate) use begin::begin;

use crate::{
    context::{Actor, Refusal, preferences_of},
    refusal::sentences,
};
use axum::{
    Json,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use model::UploadId;
use serde::Serialize;
use store::Upload;

/// How far an upload is.
#[derive(Debug, Serialize)]
struct UploadProgress {
    id: UploadId,
    received: i64,
}

/// The upload with a status, or the sentence of a refusal as plain text.
fn answer(told: Result<(StatusCode, Upload), Refusal>, actor: &Actor, headers: &HeaderMap) -> Response {
    match told {
        Ok((status, upload)) => {
            (status, Json(UploadProgress { id: upload.id, received: upload.received })).into_response()
        }
        Err(refusal) => {
            let (status, _, why) = sentences(&refusal, preferences_of(actor, headers).locale.words());
            (status, why).into_response()
        }
    }
}
