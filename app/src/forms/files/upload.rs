//! Uploading a jar: it streams through, and is never held in memory.

use super::MOST_JAR_BYTES;
use crate::{
    context::{Actor, AppState, Refusal},
    forms::Flash,
    paths,
    refusal::plain_refusal,
};
use axum::{
    Extension,
    extract::{
        Multipart, Path, State,
        multipart::{Field, MultipartRejection},
    },
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use model::{
    Code, JarName, ProjectFileKind, ProjectId,
    authority::{FileEdit, Scope},
};
use std::collections::BTreeMap;
use store::{NewProjectFile, RequestId};
use tower_sessions::Session;

/// A field that is no file is no longer than this.
const MOST_FIELD: usize = 1024;

/// Keeps a jar; problems lead back to the form.
pub(crate) async fn upload(
    State(state): State<AppState>,
    Path(project): Path<ProjectId>,
    Extension(session): Extension<Session>,
    Extension(actor): Extension<Actor>,
    Extension(request): Extension<RequestId>,
    headers: HeaderMap,
    parts: Result<Multipart, MultipartRejection>,
) -> Response {
    let page = paths::files(project);
    let mut typed = BTreeMap::new();
    // Who may not upload is told so, whatever was sent.
    let kept = match (allowed(&state, &actor, project).await, parts) {
        (Err(refusal), _) => Err(refusal),
        // Without any part there is no file.
        (Ok(_), Err(_)) => Err(Code::Required.at("file").into()),
        (Ok(scope), Ok(mut parts)) => {
            let kept = keep(&state, &scope, &request, &mut parts, &mut typed).await;
            // A browser that is answered while it still sends may take that for a broken line.
            drain(&mut parts).await;
            kept
        }
    };
    let flash = match kept {
        Ok(()) => Flash::done(page.clone(), "added"),
        Err(Refusal::Problems(problems)) => Flash::refused(page.clone(), typed, problems),
        Err(refusal) => return plain_refusal(&refusal, actor.chosen(), &headers, &request),
    };
    match flash.put(&session).await {
        Ok(()) => Redirect::to(&page).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn allowed(state: &AppState, actor: &Actor, project: ProjectId) -> Result<Scope<FileEdit>, Refusal> {
    let (_, member) = actor.project(&state.store, project).await?;
    Ok(member.allow()?)
}

/// Reads the fields in their order; the file is the last one.
async fn keep(
    state: &AppState,
    scope: &Scope<FileEdit>,
    request: &RequestId,
    parts: &mut Multipart,
    typed: &mut BTreeMap<String, String>,
) -> Result<(), Refusal> {
    loop {
        // A form that breaks off holds no file.
        let Ok(Some(mut field)) = parts.next_field().await else {
            return Err(Code::Required.at("file").into());
        };
        let name = field.name().unwrap_or_default().to_owned();
        if name != "file" {
            typed.insert(name, short(&mut field).await);
            continue;
        }
        let new = described(field.file_name().unwrap_or_default(), typed)?;
        let kept = state.store.add_file(scope, &new, &mut field, request).await;
        drain_field(&mut field).await;
        return match kept {
            Ok(_) => Ok(()),
            // The line broke, or more came than may: there is nothing to be logged about the store.
            Err(store::Error::Problems(problems)) => Err(Refusal::Problems(problems)),
            Err(error) => Err(error.into()),
        };
    }
}

/// What the fields before the file say of it.
fn described(file_name: &str, typed: &BTreeMap<String, String>) -> Result<NewProjectFile, Refusal> {
    let given = |field: &str| typed.get(field).map_or("", |text| text.trim());
    if file_name.is_empty() {
        return Err(Code::Required.at("file").into());
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
        assert_eq!(described("C:\\jars\\a.jar", &typed(&[kind])).unwrap().name.as_str(), "a.jar");
        assert_eq!(described("a.jar", &typed(&[kind, ("name", " b.jar ")])).unwrap().name.as_str(), "b.jar");
    }

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        let kind = ("kind", "udf");
        assert_eq!(problem(described("", &typed(&[kind])).unwrap_err()), ("file".into(), Code::Required));
        assert_eq!(problem(described("a.zip", &typed(&[kind])).unwrap_err()).0, "file");
        assert_eq!(problem(described("a.jar", &typed(&[kind, ("name", "../b.jar")])).unwrap_err()).0, "name");
        assert_eq!(problem(described("a.jar", &typed(&[])).unwrap_err()), ("kind".into(), Code::NotAChoice));
    }
}
