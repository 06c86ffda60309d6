//! What can be done to a query without script.

use super::Posted;
use crate::{api::queries::Statement, context::Refusal, paths, queries};
use axum::{extract::Path, response::Response};
use model::{Code, ProjectId, QueryId, authority::QueryView};

/// Stops it, or runs its statement again.
pub(crate) async fn act(Path((project, id)): Path<(ProjectId, QueryId)>, form: Posted) -> Response {
    form.answer(async |form| {
        let actor = form.actor()?;
        if form.field("act") != "again" {
            queries::stop_as(&actor, &form.state, project, id).await?;
            return Ok(paths::query(project, id));
        }
        let (_, member) = form.project(project).await?;
        let query = form.state.store.query(&member.allow::<QueryView>()?, id).await?;
        let start = query.statement_start;
        let statement = Statement {
            text: query.statement,
            line: start.map_or(1, |start| start.line),
            column: start.map_or(1, |start| start.column),
        };
        let again = queries::run_as(&actor, &form.state, project, query.cluster_id, query.script_id, statement).await;
        match again {
            Ok(query) => Ok(paths::query(project, query.id)),
            Err(Refusal::Sql(problem)) => Err(Code::Sql { problem: Box::new(problem.code) }.at("statement").into()),
            Err(refusal) => Err(refusal),
        }
    })
    .await
}
