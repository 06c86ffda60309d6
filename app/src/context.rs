//! What a request brings along: who asks, how they read, and what the server can do for them.

use crate::{
    line_cache::LineCache,
    locale::{Chosen, Locale, Preferences},
};
use axum::{extract::FromRef, http::request::Parts};
use control::Control;
pub use control::{Blind, LogChoice, LogEnd, Task, TaskEdge, TaskGraph};
use leptos::prelude::*;
use model::{
    Problem, ProjectId,
    authority::{Forbidden, Membership, ProjectView, Scope, Standing},
};
use std::sync::Arc;
use store::{Project, RequestId, SessionKey, Store, User};

/// What the server gives to pages, forms and server functions.
#[derive(Clone, Debug, FromRef)]
pub struct AppState {
    /// Where the browser files are.
    pub options: LeptosOptions,
    /// What we remember.
    pub store: Store,
    /// What changes the world.
    pub control: Control,
    /// What an administrator has set.
    pub settings: Arc<Settings>,
    /// Lines of lists that were rendered before.
    pub lines: LineCache,
}

/// The settings that pages show or follow.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The origin that people see, without a slash at its end.
    pub public_url: String,
    /// True when local accounts may sign in.
    pub local_sign_in: bool,
    /// What the button of the sign-in provider says, if there is one.
    pub provider: Option<String>,
}

impl AppState {
    /// The address of a browser file.
    pub fn asset(&self, name: &str) -> String {
        format!("/{}/{name}", self.options.site_pkg_dir)
    }
}

/// The signed-in person; the server's middleware puts it into the request.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Who it is.
    pub user: User,
    /// What the person may do in the installation.
    pub standing: Standing,
    /// The session that the browser shows.
    pub session: SessionKey,
    /// The request, for the audit.
    pub request: RequestId,
}

impl Actor {
    /// Enters a project. One that the person does not belong to does not exist for them.
    ///
    /// # Errors
    /// [`Refusal::NotFound`].
    pub async fn project(&self, store: &Store, id: ProjectId) -> Result<(Project, Membership), Refusal> {
        let (project, membership) = store.member_project(self.user.id, id).await?.ok_or(Refusal::NotFound)?;
        let _: Scope<ProjectView> = membership.allow()?;
        Ok((project, membership))
    }

    /// What the account says about language, theme and zone.
    pub fn chosen(&self) -> Chosen<'_> {
        Chosen {
            language: self.user.language.as_deref(),
            theme: self.user.theme.as_deref(),
            zone: self.user.time_zone.as_deref(),
        }
    }
}

/// Why there is no page and nothing was done.
#[derive(Debug)]
pub enum Refusal {
    /// Nobody is signed in.
    SignIn,
    /// It is somewhere else.
    See(String),
    /// There is no such thing, or it is not for this person to know.
    NotFound,
    /// A permission is missing, or the project is archived.
    Forbidden(Forbidden),
    /// The SQL is wrong or not allowed.
    Sql(model::sql::SqlProblem),
    /// What was sent is wrong.
    Problems(Vec<Problem>),
    /// The store failed; it is in the log.
    Failed,
    /// The database does not answer.
    Unavailable,
}

impl From<Forbidden> for Refusal {
    fn from(forbidden: Forbidden) -> Self {
        Self::Forbidden(forbidden)
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problems(vec![problem])
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Missing => Self::NotFound,
            store::Error::Problems(problems) => Self::Problems(problems),
            store::Error::Unavailable(_) => {
                tracing::error!(error = chain(&error), "the database does not answer");
                Self::Unavailable
            }
            _ => {
                tracing::error!(error = chain(&error), "the store failed");
                Self::Failed
            }
        }
    }
}

/// An error and all its causes, in one line.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Something the server's middleware put into the request; pages use it before their first `await`.
pub fn from_request<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<Parts>()?.extensions.get().cloned()
}

/// The signed-in person.
///
/// # Errors
/// [`Refusal::SignIn`].
pub fn actor() -> Result<Actor, Refusal> {
    from_request().ok_or(Refusal::SignIn)
}

/// What the server gave.
pub fn state() -> AppState {
    expect_context()
}

/// How the reader reads.
pub fn preferences() -> Preferences {
    let actor = actor().ok();
    let chosen = actor.as_ref().map(Actor::chosen).unwrap_or_default();
    match use_context::<Parts>() {
        Some(parts) => Preferences::of(chosen, &parts.headers),
        None => Preferences { locale: Locale::default(), theme: None, zone_unknown: true, nav_folded: false },
    }
}

/// The reader's language and zone.
pub fn locale() -> Locale {
    preferences().locale
}

/// How somebody who is signed in reads.
pub fn preferences_of(actor: &Actor, headers: &axum::http::HeaderMap) -> Preferences {
    Preferences::of(actor.chosen(), headers)
}
