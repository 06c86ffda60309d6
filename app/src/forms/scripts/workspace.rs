//! The workspace without script.

use crate::{api::queries::Statement, context::Refusal, forms::Posted, paths, queries};
use axum::{extract::Path, response::Response};
use model::{
    Code, ProjectId, ScriptId, ScriptText, SessionClusterId,
    authority::{ScriptEdit, ScriptView},
    sql,
};

/// What the workspace does without script: saves the text, or runs a statement of what is stored.
pub(crate) async fn act(Path((project, id)): Path<(ProjectId, ScriptId)>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let store = form.state.store.clone();
        if form.is_ticked("text") {
            let scope = member.allow::<ScriptEdit>()?;
            let (text, revision) = (form.parse("text", ScriptText::parse), form.revision());
            let (Some(text), Some(revision)) = (text, revision) else {
                return Err(form.problems());
            };
            store.save_script(&scope, id, revision, &text, form.request()).await?;
        }
        if form.field("act") != "run" {
            return Ok(paths::script(project, id));
        }
        let script = store.script(&member.allow::<ScriptView>()?, id).await?;
        let split = sql::split(&script.text);
        let index = form.field("statement").parse().unwrap_or(0);
        let Some(statement) = split.statements.get::<usize>(index) else {
            return Err(Code::Required.at("text").into());
        };
        let clusters = store.granted_clusters(&member.allow()?).await?;
        let chosen: Option<SessionClusterId> = form.field("cluster").parse().ok();
        let cluster = clusters
            .iter()
            .filter(|cluster| cluster.may_query)
            .find(|cluster| chosen.is_none_or(|id| id == cluster.id));
        let Some(cluster) = cluster else {
            return Err(Code::NotGranted.at("cluster").into());
        };
        let sent = Statement {
            text: script.text[statement.range.clone()].into(),
            line: statement.start.line as u32,
            column: statement.start.column as u32,
        };
        let actor = form.actor()?;
        let query = queries::run_as(&actor, &form.state, project, cluster.id, Some(id), sent).await;
        match query {
            Ok(query) => Ok(paths::query(project, query.id)),
            Err(Refusal::Sql(problem)) => Err(Code::Sql { problem: Box::new(problem.code) }.at("text").into()),
            Err(refusal) => Err(refusal),
        }
    })
    .await
}
