//! Running and stopping.

use super::{refusal::refusal, view_of};
use crate::{
    api::queries::{QueryView, Statement},
    context::{Actor, AppState, Refusal, actor, locale, state},
};
use control::NewRun;
use model::{
    ProjectId, QueryId, ScriptId, SessionClusterId,
    authority::{QueryRun, QueryStop, QueryView as QueryPermission},
};
use store::Query;

/// Sends a statement for an island.
pub(crate) async fn run(
    project: ProjectId,
    cluster: SessionClusterId,
    script: Option<ScriptId>,
    statement: Statement,
) -> Result<QueryView, Refusal> {
    let (actor, state, locale) = (actor()?, state(), locale());
    let query = run_as(&actor, &state, project, cluster, script, statement).await?;
    Ok(view_of(&query, locale))
}

/// Sends a statement; it is recorded before anything is sent.
pub(crate) async fn run_as(
    actor: &Actor,
    state: &AppState,
    project: ProjectId,
    cluster: SessionClusterId,
    script: Option<ScriptId>,
    statement: Statement,
) -> Result<Query, Refusal> {
    let (_, member) = actor.project(&state.store, project).await?;
    let scope = member.allow::<QueryRun>()?;
    let run = NewRun { cluster, script, text: statement.text, line: statement.line, column: statement.column };
    state.control.run(&scope, run, &actor.request).await.map_err(refusal)
}

/// Stops a query for an island.
pub(crate) async fn stop(project: ProjectId, query: QueryId) -> Result<(), Refusal> {
    let (actor, state) = (actor()?, state());
    stop_as(&actor, &state, project, query).await
}

/// Stops a query of one's own, or with the permission that of somebody else.
pub(crate) async fn stop_as(
    actor: &Actor,
    state: &AppState,
    project: ProjectId,
    query: QueryId,
) -> Result<(), Refusal> {
    let (_, member) = actor.project(&state.store, project).await?;
    let found = state.store.query(&member.allow::<QueryPermission>()?, query).await?;
    match found.user_id == actor.user.id {
        true => state.control.stop_query(&member.allow::<QueryRun>()?, query, &actor.request).await?,
        false => state.control.stop_query_of_others(&member.allow::<QueryStop>()?, query, &actor.request).await?,
    }
    Ok(())
}

/// Lets a full query go on.
pub(crate) async fn keep_newest(project: ProjectId, query: QueryId) -> Result<(), Refusal> {
    let (actor, state) = (actor()?, state());
    let (_, member) = actor.project(&state.store, project).await?;
    state.control.keep_newest(&member.allow::<QueryRun>()?, query, &actor.request).await?;
    Ok(())
}
