//! What a new install opens with: a project whose first script reads a stream.

use app::{
    context::{AppState, Refusal},
    locale::Language,
};
use model::{
    Code, Name, ScriptText, Text,
    authority::{ClusterManage, ProjectCreate, Scope},
};
use store::{NewProject, NewScript, RequestId, User, Uses};

/// Makes the sample project for the first administrator, in the language in which they came.
pub(crate) async fn create(
    state: &AppState,
    user: &User,
    language: Language,
    request: &RequestId,
) -> Result<(), Refusal> {
    let store = &state.store;
    let standing = store.standing(user.id).await?.ok_or(Refusal::NotFound)?;
    let (project, script, text) = match language {
        Language::En => ("Sample", "Read a stream", include_str!("sample/en.sql")),
        Language::Zh => ("示例", "读取数据流", include_str!("sample/zh.sql")),
    };
    let new = NewProject { name: name(project), description: Text::default() };
    let project = match store.create_project(&standing.allow::<ProjectCreate>()?, &new, request).await {
        Ok(project) => project,
        // Somebody made a project of this name before: then there is no need for a sample.
        Err(store::Error::Problems(problems)) if problems.iter().all(|p| matches!(p.code, Code::NameTaken { .. })) => {
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    let member = store.membership(user.id, project.id).await?.ok_or(Refusal::NotFound)?;
    let scope: Scope<model::authority::ScriptEdit> = member.allow()?;
    let text = ScriptText::parse(text).map_err(|code| code.at("text"))?;
    let script = NewScript { folder: None, name: name(script), text };
    store.create_script(&scope, &script, request).await?;
    if let Some(cluster) = state.control.local_cluster() {
        let both = Uses { may_query: true, may_deploy: true };
        let granted = standing.allow::<ClusterManage>()?;
        store.grant_cluster(&granted, project.id, cluster, both, request).await?;
    }
    Ok(())
}

fn name(text: &str) -> Name {
    Name::parse(text).expect("the names of the sample are names")
}
