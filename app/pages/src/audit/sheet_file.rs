//! The sheet as a file to download.

use super::{asked::Asked, sheet::Sheet, source::Source};
use app::refusal::plain_refusal;
use app::{
    context::{Actor, AppState, Refusal, preferences_of},
    locale::Locale,
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use model::{
    ProjectId,
    authority::{AuditView, ProjectManage},
};
use store::AuditRow;

/// Lines in a sheet.
pub(super) const MOST_LINES: usize = 10_000;
/// Lines that are read at once, so that no more of them are in memory than as text.
const AT_ONCE: usize = 1000;

type Parameters = Query<Vec<(String, String)>>;

/// The audit of the installation.
pub(crate) async fn audit_sheet(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    headers: HeaderMap,
    Query(parameters): Parameters,
) -> Response {
    let locale = preferences_of(&actor, &headers).locale;
    let sheet = async {
        let source = Source::Installation(actor.standing.allow::<AuditView>()?);
        sheet(&state, &source, &parameters, locale).await
    };
    answer(sheet.await, &state, &actor, &headers)
}

/// The audit of a project.
pub(crate) async fn project_audit_sheet(
    State(state): State<AppState>,
    Extension(actor): Extension<Actor>,
    Path(project): Path<ProjectId>,
    headers: HeaderMap,
    Query(parameters): Parameters,
) -> Response {
    let locale = preferences_of(&actor, &headers).locale;
    let sheet = async {
        let (_, member) = actor.project(&state.store, project).await?;
        let source = Source::Project(member.allow::<ProjectManage>()?);
        sheet(&state, &source, &parameters, locale).await
    };
    answer(sheet.await, &state, &actor, &headers)
}

/// The filtered lines. A filter that cannot be understood leads to the page, which says what is wrong with it.
async fn sheet(
    state: &AppState,
    source: &Source,
    parameters: &[(String, String)],
    locale: Locale,
) -> Result<String, Refusal> {
    let asked = Asked::read(|name| parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()));
    let understood = asked.understand(&state.store, locale).await?;
    if !understood.is_clear() {
        return Err(Refusal::See(asked.address(&source.page())));
    }
    let (mut filter, mut sheet, mut written) = (understood.filter, Sheet::new(locale), 0);
    while written < MOST_LINES {
        let rows = source.read(&state.store, &filter, AT_ONCE as i64).await?;
        rows.iter().for_each(|row| sheet.add(row));
        written += rows.len();
        match rows.last() {
            Some(AuditRow { id, .. }) if rows.len() == AT_ONCE => filter.after = Some(*id),
            _ => break,
        }
    }
    Ok(sheet.into_text())
}

fn answer(sheet: Result<String, Refusal>, state: &AppState, actor: &Actor, headers: &HeaderMap) -> Response {
    match sheet {
        Ok(text) => {
            let name = format!("attachment; filename=\"audit-{}.csv\"", state.store.now().format("%Y%m%d-%H%M%S"));
            let kind = "text/csv; charset=utf-8".to_string();
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], text).into_response()
        }
        Err(refusal) => plain_refusal(&refusal, actor.chosen(), headers, &actor.request),
    }
}
