//! What the command palette finds: scripts and projects by name, across all projects one belongs to.

use crate::{
    context::{Actor, AppState, Refusal, preferences_of},
    paths,
    refusal::plain_refusal,
};
use axum::{
    Extension, Json,
    extract::{Query, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use model::authority::{Scopes, ScriptView};
use serde::{Deserialize, Serialize};
use store::ProjectFilter;

/// Things of a kind that are offered at most.
const MOST: usize = 12;

/// What was typed.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// Something to go to.
#[derive(Debug, Serialize)]
struct Item {
    group: &'static str,
    label: String,
    hint: Option<String>,
    href: String,
}

/// Answers the page script.
pub async fn palette(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    match items(&state, &actor, asked.q.trim(), &headers).await {
        Ok(items) => Json(items).into_response(),
        Err(refusal) => plain_refusal(&refusal, actor.chosen(), &headers, &actor.request),
    }
}

async fn items(state: &AppState, actor: &Actor, text: &str, headers: &HeaderMap) -> Result<Vec<Item>, Refusal> {
    let words = preferences_of(actor, headers).locale.words();
    let search = (!text.is_empty()).then(|| text.to_string());
    let filter = ProjectFilter { search, archived: None };
    let projects = state.store.own_projects(&actor.standing, &filter).await?;
    let memberships = state.store.memberships(actor.user.id).await?;
    let scopes = Scopes::<ScriptView>::of(actor.user.id, &memberships);
    let scripts = state.store.find_scripts(&scopes, text, MOST as i64).await?;
    let projects = projects.into_iter().take(MOST).map(|summary| Item {
        group: words.common.projects,
        href: paths::project(summary.project.id),
        label: summary.project.name,
        hint: None,
    });
    let scripts = scripts.into_iter().map(|script| Item {
        group: words.sql.scripts,
        href: paths::script(script.project_id, script.id),
        label: script.name,
        hint: Some(script.project_name),
    });
    Ok(scripts.chain(projects).collect())
}
