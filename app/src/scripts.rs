//! What the server functions about scripts do.
use crate::{api::scripts::Saved, context::Refusal};
use model::{ProjectId, ScriptId};
pub(crate) async fn save(_: ProjectId, _: ScriptId, _: i64, _: String) -> Result<Saved, Refusal> { Err(Refusal::NotFound) }
