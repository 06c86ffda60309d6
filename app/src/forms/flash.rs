//! What a form leaves in the session for the page that shows it again.

use axum::http::request::Parts;
use leptos::prelude::*;
use model::Problem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tower_sessions::Session;

const KEY: &str = "flash";

/// Fields with this prefix are never kept.
pub const SECRET: &str = "secret_";

/// What was typed and what is wrong with it, or a message: shown once, by the page that the form is on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Flash {
    path: String,
    #[serde(default)]
    typed: BTreeMap<String, String>,
    #[serde(default)]
    problems: Vec<Problem>,
    #[serde(default)]
    done: Option<String>,
    #[serde(default)]
    once: Option<String>,
}

impl Flash {
    /// What was typed into a form and refused. Secrets are left out.
    pub fn refused(path: String, mut typed: BTreeMap<String, String>, problems: Vec<Problem>) -> Self {
        typed.retain(|name, _| !name.starts_with(SECRET));
        Self { path, typed, problems, ..Self::default() }
    }

    /// What a form shows beside the one whose button asks for an act: nothing when that was pressed, for then nothing was
    /// typed here.
    pub fn beside(&self, act: &str) -> Self {
        if self.typed("act") == Some(act) { Self::default() } else { self.clone() }
    }

    /// The key of a message that something was done; the page at `path` has the sentence.
    pub fn done(path: String, key: &'static str) -> Self {
        Self { path, done: Some(key.into()), ..Self::default() }
    }

    /// Hands over a text that can be read once, such as a link. The session it lies in is sealed.
    pub fn handing(mut self, text: String) -> Self {
        self.once = Some(text);
        self
    }

    /// Leaves it in the session, in the place of the one before.
    ///
    /// # Errors
    /// Those of the session store.
    pub async fn put(self, session: &Session) -> Result<(), tower_sessions::session::Error> {
        session.insert(KEY, self).await
    }

    /// The flash for the page being rendered; any other stays where it is.
    pub async fn take() -> Self {
        let Some(parts) = use_context::<Parts>() else {
            return Self::default();
        };
        let Some(session) = parts.extensions.get::<Session>() else {
            return Self::default();
        };
        match session.get::<Self>(KEY).await {
            Ok(Some(flash)) if flash.path == parts.uri.path() => {
                // It was just read, so it can be removed; if not, it is shown once more.
                _ = session.remove::<Self>(KEY).await;
                flash
            }
            _ => Self::default(),
        }
    }

    /// True when something was typed, so that boxes that are absent were not ticked.
    pub fn is_filled(&self) -> bool {
        !self.typed.is_empty()
    }

    /// What was typed into a field.
    pub fn typed(&self, field: &str) -> Option<&str> {
        self.typed.get(field).map(String::as_str)
    }

    /// What is wrong with a field.
    pub fn problem(&self, field: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.at == field)
    }

    /// Problems of fields that the page does not show.
    pub fn problems_elsewhere<'a>(&'a self, shown: &'a [&str]) -> impl Iterator<Item = &'a Problem> {
        self.problems.iter().filter(|problem| !shown.contains(&problem.at.as_ref()))
    }

    /// The key of what was done.
    pub fn what_was_done(&self) -> Option<&str> {
        self.done.as_deref()
    }

    /// The text that is handed over.
    pub fn handed(&self) -> Option<&str> {
        self.once.as_deref()
    }

    /// True when a form was refused.
    pub fn is_refused(&self) -> bool {
        !self.problems.is_empty()
    }
}
