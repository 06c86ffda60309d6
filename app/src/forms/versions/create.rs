//! Saving a version.

use crate::{
    forms::{Flash, Posted},
    paths,
};
use axum::{extract::Path, response::Response};
use model::{ProjectId, ScriptId, Text, authority::ScriptEdit};

/// Saves what a script says now as a version of it.
pub(crate) async fn create(Path((project, script)): Path<(ProjectId, ScriptId)>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<ScriptEdit>()?;
        let Some(note) = form.parse("note", Text::parse) else {
            return Err(form.problems());
        };
        let version = form.state.store.create_version(&scope, script, &note, form.request()).await?;
        let page = paths::versions(project, script);
        form.leave(Flash::done(page.clone(), "saved").handing(version.number.to_string())).await?;
        Ok(page)
    })
    .await
}
