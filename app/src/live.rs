//! What a live element shows, seen by a person and rendered outside of any request.
//!
//! The components get all they need as props: there is no request here, and so no context.

use crate::{
    context::{Actor, AppState, Refusal},
    locale::Locale,
    pages,
    ui::{EngineStatus, EngineView},
};
use leptos::prelude::*;
use model::{
    Topic,
    authority::{ProjectView, QueryView, ScriptView},
};
use serde::Serialize;

/// What the page script gets: it puts `html` in the place of the element that shows `topic`.
#[derive(Debug, Serialize)]
pub struct Fragment {
    /// What it is about.
    pub topic: String,
    /// Its revision.
    pub rev: i64,
    /// The element; empty where an island or a list reads the rest itself.
    pub html: String,
}

/// A topic as somebody with certain rights sees it now.
#[derive(Clone, Debug)]
pub struct Seen {
    topic: Topic,
    revision: i64,
    rights: u64,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    /// Its reader asks for it by itself: an island, or a list.
    Poke,
    /// The local engine.
    Engine(Box<EngineView>),
}

/// The topic as it is now, if the person may see it.
///
/// # Errors
/// Those of asking for it; a stranger's topic is [`Refusal::NotFound`].
pub async fn see(topic: Topic, state: &AppState, actor: &Actor) -> Result<Seen, Refusal> {
    let poke = |revision| Seen { topic, revision, rights: 0, what: What::Poke };
    match topic {
        Topic::Query(project, id) => {
            let (_, member) = actor.project(&state.store, project).await?;
            let query = state.store.query(&member.allow::<QueryView>()?, id).await?;
            Ok(poke(query.revision))
        }
        Topic::Script(project, id) => {
            let (_, member) = actor.project(&state.store, project).await?;
            let script = state.store.script(&member.allow::<ScriptView>()?, id).await?;
            Ok(poke(script.revision))
        }
        Topic::Project(project) => {
            let (project, member) = actor.project(&state.store, project).await?;
            member.allow::<ProjectView>()?;
            Ok(poke(project.revision))
        }
        Topic::Engine(cluster) => {
            let view = pages::engine_view(state, actor, cluster).await?;
            let (revision, rights) = (view.revision(), view.rights.number());
            Ok(Seen { topic, revision, rights, what: What::Engine(Box::new(view)) })
        }
        _ => Err(Refusal::NotFound),
    }
}

impl Seen {
    /// What it is about.
    pub fn topic(&self) -> Topic {
        self.topic
    }

    /// Its revision.
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// What the rights of the person change about how it looks; the same number looks the same.
    pub fn rights(&self) -> u64 {
        self.rights
    }

    /// The element as the page has it.
    pub fn render(self, locale: Locale) -> Fragment {
        let html = match self.what {
            What::Poke => String::new(),
            What::Engine(view) => html_of(|| view! { <EngineStatus view=*view locale/> }),
        };
        Fragment { topic: self.topic.to_string(), rev: self.revision, html }
    }
}

/// A component as text, where there is no request.
fn html_of<V: IntoView + 'static>(component: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(None);
    let html = owner.with(|| component().to_html());
    owner.unset_with_forced_cleanup();
    html
}
