//! The session that statements are sent in.

use crate::{
    api::queries::SessionView,
    context::{Refusal, actor, locale, state},
    locale::Locale,
    ui::StateShape,
};
use control::{SessionState, SessionStatus};
use model::{ProjectId, SessionClusterId, authority::QueryRun};

/// One's own session on a cluster, as the chip above the editor shows it.
pub(crate) async fn session(project: ProjectId, cluster: SessionClusterId) -> Result<Option<SessionView>, Refusal> {
    let (actor, state, locale) = (actor()?, state(), locale());
    let (_, member) = actor.project(&state.store, project).await?;
    let scope = member.allow::<QueryRun>()?;
    let status = state.control.session(&scope, cluster).await?;
    Ok(status.map(|status| view(status, locale)))
}

fn view(status: SessionStatus, locale: Locale) -> SessionView {
    let words = locale.words().sql;
    let (shape, word) = match status.state {
        SessionState::Open => (StateShape::Running, words.session_open),
        SessionState::Lost => (StateShape::Attention, words.session_gone),
        SessionState::Closed => (StateShape::Stopped, words.session_closed),
    };
    let (shape, glyph) = shape.name_and_glyph();
    let place = match (status.state, status.catalog, status.database) {
        (SessionState::Open, Some(catalog), Some(database)) => Some(format!("{catalog}.{database}")),
        _ => None,
    };
    let note = status.reopened.map(|at| (words.session_reopened)(&locale.time(at)));
    SessionView { shape: shape.into(), glyph: glyph.into(), word: word.into(), place, note }
}
