//! What the server functions about scripts do.

use crate::{
    api::scripts::Saved,
    context::{Refusal, actor, state},
};
use model::{
    Code, ProjectId, ScriptId, ScriptText,
    authority::{ScriptEdit, ScriptView},
};

/// Saves a text, unless somebody else saved in between: then both are told.
pub(crate) async fn save(project: ProjectId, id: ScriptId, revision: i64, text: String) -> Result<Saved, Refusal> {
    let (actor, state) = (actor()?, state());
    let (_, member) = actor.project(&state.store, project).await?;
    let scope = member.allow::<ScriptEdit>()?;
    let text = ScriptText::parse(&text).map_err(|code| code.at("text"))?;
    match state.store.save_script(&scope, id, revision, &text, &actor.request).await {
        Ok(saved) => Ok(Saved { revision: saved.revision, theirs: None }),
        Err(store::Error::Problems(problems))
            if problems.iter().any(|p| matches!(p.code, Code::StaleRevision { .. })) =>
        {
            let script = state.store.script(&member.allow::<ScriptView>()?, id).await?;
            Ok(Saved { revision: script.revision, theirs: Some(script.text) })
        }
        Err(error) => Err(error.into()),
    }
}
