//! What the server functions about queries do.
use crate::{api::queries::{QueryView, RowsView, Statement}, context::Refusal};
use model::{ProjectId, QueryId, ScriptId, SessionClusterId};
pub(crate) async fn run(_: ProjectId, _: SessionClusterId, _: Option<ScriptId>, _: Statement) -> Result<QueryView, Refusal> { Err(Refusal::NotFound) }
pub(crate) async fn read(_: ProjectId, _: QueryId, _: u64, _: u32) -> Result<RowsView, Refusal> { Err(Refusal::NotFound) }
pub(crate) async fn stop(_: ProjectId, _: QueryId) -> Result<(), Refusal> { Err(Refusal::NotFound) }
pub(crate) async fn keep_newest(_: ProjectId, _: QueryId) -> Result<(), Refusal> { Err(Refusal::NotFound) }
