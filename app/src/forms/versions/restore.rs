//! Bringing a version back.

use crate::{
    context::{Refusal, preferences_of},
    forms::Posted,
    paths,
};
use axum::{extract::Path, response::Response};
use model::{ProjectId, ScriptId, Text, authority::ScriptEdit};
use store::VersionRestore;

/// Makes a script say what it said in a version.
pub(crate) async fn restore(
    Path((project, script, number)): Path<(ProjectId, ScriptId, String)>,
    form: Posted,
) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<ScriptEdit>()?;
        let number: i64 = number.parse().map_err(|_| Refusal::NotFound)?;
        let Some(revision) = form.revision() else {
            return Err(form.problems());
        };
        let words = preferences_of(&form.actor()?, form.headers()).locale.words();
        let note = Text::parse(&(words.versions.before_restore)(number)).unwrap_or_default();
        let restore = VersionRestore { script, number, revision, note };
        form.state.store.restore_version(&scope, &restore, form.request()).await?;
        let page = paths::versions(project, script);
        form.done(&page, "restored").await?;
        Ok(page)
    })
    .await
}
