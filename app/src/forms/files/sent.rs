//! A jar that somebody sends, with what is said of it: read part by part, and never held in memory.

use super::MOST_JAR_BYTES;
use crate::{
    context::{Actor, AppState, Refusal},
    forms::Flash,
    refusal::plain_refusal,
};
use axum::{
    extract::{
        FromRequest, Multipart, Request,
        multipart::{Field, MultipartRejection},
    },
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use model::{
    Code, JarName, ProjectFileKind, ProjectId, Text, UploadId,
    authority::{FileEdit, Membership, Scope},
};
use std::collections::BTreeMap;
use store::{NewProjectFile, ProjectFile, RequestId};
use tower_sessions::Session;

/// A field that is no file is no longer than this.
const MOST_FIELD: usize = 2048;

/// A form with a jar, not read yet.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(super) state: AppState,
    actor: Actor,
    session: Session,
    request: RequestId,
    headers: HeaderMap,
    parts: Result<Multipart, MultipartRejection>,
}

impl Sent {
    /// What the sender is in the project.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for a stranger.
    pub(super) async fn member(&self, project: ProjectId) -> Result<Membership, Refusal> {
        Ok(self.actor.project(&self.state.store, project).await?.1)
    }

    /// Keeps the jar, as the next version of one if that is given, and goes to the page, with the problems if there are any.
    pub(super) async fn answer(
        self,
        page: String,
        allowed: Result<(Scope<FileEdit>, Option<ProjectFile>), Refusal>,
    ) -> Response {
        let Self { state, actor, session, request, headers, parts } = self;
        let mut typed = BTreeMap::new();
        // Who may not upload is told so, whatever was sent.
        let kept = match (allowed, parts) {
            (Err(refusal), _) => Err(refusal),
            // Without any part there is no file.
            (Ok(_), Err(_)) => Err(Code::Required.at("file").into()),
            (Ok((scope, known)), Ok(mut parts)) => {
                let kept = keep(&state, (&scope, &request), &mut parts, (&mut typed, known.as_ref())).await;
                // A browser that is answered while it still sends may take that for a broken line.
                drain(&mut parts).await;
                kept
            }
        };
        let flash = match kept {
            Ok(_) => Flash::done(page.clone(), "added"),
            Err(Refusal::Problems(problems)) => Flash::refused(page.clone(), typed, problems),
            Err(refusal) => return plain_refusal(&refusal, actor.chosen(), &headers, &request),
        };
        match flash.put(&session).await {
            Ok(()) => Redirect::to(&page).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

impl FromRequest<AppState> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let headers = request.headers().clone();
        let extensions = request.extensions();
        let (Some(actor), Some(session), Some(id)) = (
            extensions.get::<Actor>().cloned(),
            extensions.get::<Session>().cloned(),
            extensions.get::<RequestId>().cloned(),
        ) else {
            return Err(StatusCode::INTERNAL_SERVER_ERROR.into_response());
        };
        let parts = Multipart::from_request(request, state).await;
        Ok(Self { state: state.clone(), actor, session, request: id, headers, parts })
    }
}

/// Reads the fields in their order; the file is the last one.
async fn keep(
    state: &AppState,
    (scope, request): (&Scope<FileEdit>, &RequestId),
    parts: &mut Multipart,
    (typed, known): (&mut BTreeMap<String, String>, Option<&ProjectFile>),
) -> Result<ProjectFile, Refusal> {
    loop {
        // A form that breaks off holds no file; one of the page script names what it sent before.
        let Ok(Some(mut field)) = parts.next_field().await else {
            return keep_upload(state, (scope, request), (&*typed, known)).await;
        };
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            typed.insert(name, short(&mut field).await);
            continue;
        }
        let new = described(field.file_name().unwrap_or_default(), typed, known)?;
        let kept = state.store.add_file(scope, &new, &mut field, request).await;
        drain_field(&mut field).await;
        return match kept {
            Ok(file) => Ok(file),
            // The line broke, or more came than may: there is nothing to be logged about the store.
            Err(store::Error::Problems(problems)) => Err(Refusal::Problems(problems)),
            Err(error) => Err(error.into()),
        };
    }
}

/// Keeps a file that came before, piece by piece.
async fn keep_upload(
    state: &AppState,
    (scope, request): (&Scope<FileEdit>, &RequestId),
    (typed, known): (&BTreeMap<String, String>, Option<&ProjectFile>),
) -> Result<ProjectFile, Refusal> {
    let named = typed.get("upload").and_then(|text| text.parse::<UploadId>().ok());
    let id = named.ok_or_else(|| Code::Required.at("file"))?;
    let (upload, content) = state.store.whole_upload(scope, id).await?;
    let new = described(&upload.name, typed, known)?;
    let kept = state.store.add_file(scope, &new, content, request).await;
    // One that is wrong is wrong for ever.
    state.store.drop_upload(scope, id).await?;
    Ok(kept?)
}

/// What the fields before the file say of it; of a version, its jar says the most.
fn described(
    file_name: &str,
    typed: &BTreeMap<String, String>,
    known: Option<&ProjectFile>,
) -> Result<NewProjectFile, Refusal> {
    let given = |field: &str| typed.get(field).map_or("", |text| text.trim());
    if file_name.is_empty() {
        return Err(Code::Required.at("file").into());
    }
    let note = Text::parse(given("note")).map_err(|code| code.at("note"))?;
    if let Some(known) = known {
        return Ok(NewProjectFile { name: known.name.clone(), kind: known.kind, note, most: MOST_JAR_BYTES });
    }
    // Some browsers send the whole path.
    let bare = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let (name, at) = match given("name") {
        "" => (bare, "file"),
        name => (name, "name"),
    };
    let kind: Result<ProjectFileKind, _> = given("kind").parse();
    Ok(NewProjectFile {
        name: JarName::parse(name).map_err(|code| code.at(at))?,
        kind: kind.map_err(|_| Code::NotAChoice.at("kind"))?,
        note,
        most: MOST_JAR_BYTES,
    })
}

/// A short field; what is beyond is cut off.
async fn short(field: &mut Field<'_>) -> String {
    let mut bytes = Vec::new();
    while let Ok(Some(chunk)) = field.chunk().await {
        let room = MOST_FIELD.saturating_sub(bytes.len());
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn drain_field(field: &mut Field<'_>) {
    while let Ok(Some(_)) = field.chunk().await {}
}

async fn drain(parts: &mut Multipart) {
    while let Ok(Some(mut field)) = parts.next_field().await {
        drain_field(&mut field).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    }

    fn problem(refusal: Refusal) -> (String, Code) {
        match refusal {
            Refusal::Problems(mut problems) => {
                let problem = problems.remove(0);
                (problem.at.into_owned(), problem.code)
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_jar_is_called_as_its_file_unless_a_name_is_given() {
        let kind = ("kind", "udf");
        assert_eq!(described("C:\\jars\\a.jar", &typed(&[kind]), None).unwrap().name.as_str(), "a.jar");
        assert_eq!(described("a.jar", &typed(&[kind, ("name", " b.jar ")]), None).unwrap().name.as_str(), "b.jar");
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let (kind, long) = (("kind", "udf"), "x".repeat(501));
        let wrong = |name: &str, pairs: &[(&str, &str)]| problem(described(name, &typed(pairs), None).unwrap_err());
        assert_eq!(wrong("", &[kind]), ("file".into(), Code::Required));
        assert_eq!(wrong("a.zip", &[kind]).0, "file");
        assert_eq!(wrong("a.jar", &[kind, ("name", "../b.jar")]).0, "name");
        assert_eq!(wrong("a.jar", &[]), ("kind".into(), Code::NotAChoice));
        assert_eq!(wrong("a.jar", &[kind, ("note", &long)]), ("note".into(), Code::TooLong { most: 500 }));
    }
}
