//! What a live element shows, seen by a person and rendered outside of any request.
//!
//! The components get all they need as props: there is no request here, and so no context.

mod roll;
mod stamp;

pub(crate) use {roll::roll, stamp::stamp};

use crate::{ClusterLine, ClusterSight, ProjectLine, QueryLine, UserLine};
use app::{
    context::{Actor, AppState, Refusal},
    locale::Locale,
    ui::{EngineStatus, EngineView},
};
use leptos::prelude::*;
use model::{
    ProjectId, Topic,
    authority::{QueryView, ScriptView, UserView},
};
use serde::Serialize;
use store::{ProjectSummary, QuerySummary, User};

/// What the page script gets: it puts `html` in the place of the element that shows `topic`.
#[derive(Debug, Serialize)]
pub struct Fragment {
    /// What it is about.
    pub topic: String,
    /// Its revision; below 0 it has no order, and another one is news.
    pub rev: i64,
    /// The element; empty where an island reads the rest itself, and for a list.
    pub html: String,
    /// Of a list: how many rows it has now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<i64>,
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
    /// An island asks for the rest by itself.
    Poke,
    /// Rows came or went; the page says so.
    List(i64),
    /// The local engine.
    Engine(Box<EngineView>),
    /// A line of a history.
    Query(ProjectId, Box<QuerySummary>),
    /// A line of the list of projects.
    Project(Box<ProjectSummary>),
    /// A line of the list of people, and whether the reader is that person.
    User(Box<User>, bool),
    /// A line of the list of session clusters.
    Cluster(Box<ClusterSight>),
}

/// The topic as it is now, if the person may see it.
///
/// # Errors
/// Those of asking for it; a stranger's topic is [`Refusal::NotFound`].
pub async fn see(topic: Topic, state: &AppState, actor: &Actor) -> Result<Seen, Refusal> {
    let store = &state.store;
    let seen = |revision, rights, what| Seen { topic, revision, rights, what };
    match topic {
        Topic::Query(project, id) => {
            let (_, member) = actor.project(store, project).await?;
            let query = store.query(&member.allow::<QueryView>()?, id).await?;
            Ok(seen(query.revision, 0, What::Poke))
        }
        Topic::Script(project, id) => {
            let (_, member) = actor.project(store, project).await?;
            let script = store.script(&member.allow::<ScriptView>()?, id).await?;
            Ok(seen(script.revision, 0, What::Poke))
        }
        Topic::Engine(cluster) => {
            let view = crate::engine_view(state, actor, cluster).await?;
            Ok(seen(view.revision(), view.rights.number(), What::Engine(Box::new(view))))
        }
        Topic::QueryLine(project, id) => {
            let (_, member) = actor.project(store, project).await?;
            let query = store.query_summary(&member.allow::<QueryView>()?, id).await?;
            Ok(seen(query.revision, 0, What::Query(project, Box::new(query))))
        }
        Topic::Project(project) => {
            let (project, member) = actor.project(store, project).await?;
            let summary = ProjectSummary { project, role: Some(member.role) };
            Ok(seen(summary.project.revision, member.role as u64, What::Project(Box::new(summary))))
        }
        Topic::User(id) => {
            actor.standing.allow::<UserView>()?;
            let (user, is_me) = (store.user(id).await?, id == actor.user.id);
            Ok(seen(user.revision, u64::from(is_me), What::User(Box::new(user), is_me)))
        }
        Topic::SessionCluster(id) => {
            // Whatever makes it look different for others is in its revision.
            let sight = crate::cluster_sight(state, actor, id).await?;
            Ok(seen(sight.revision(), 0, What::Cluster(Box::new(sight))))
        }
        list => {
            let roll = roll(list, state, actor).await?;
            Ok(seen(roll.revision, 0, What::List(roll.rows)))
        }
    }
}

impl Seen {
    /// What it is about.
    pub fn topic(&self) -> Topic {
        self.topic
    }

    /// Its revision; below 0 it has no order.
    pub fn revision(&self) -> i64 {
        self.revision
    }

    /// True when a browser that has this revision has not seen this.
    pub fn is_news_to(&self, have: i64) -> bool {
        if self.revision < 0 { self.revision != have } else { self.revision > have }
    }

    /// What the rights of the person change about how it looks; the same number looks the same.
    pub fn rights(&self) -> u64 {
        self.rights
    }

    /// The element as the page has it.
    pub fn render(self, locale: Locale) -> Fragment {
        let mut rows = None;
        let html = match self.what {
            What::Poke => String::new(),
            What::List(now) => {
                rows = Some(now);
                String::new()
            }
            What::Engine(view) => html_of(|| view! { <EngineStatus view=*view locale/> }),
            What::Query(project, query) => html_of(|| view! { <QueryLine project query=*query locale/> }),
            What::Project(summary) => html_of(|| view! { <ProjectLine summary=*summary locale/> }),
            What::User(user, is_me) => html_of(|| view! { <UserLine user=*user is_me locale/> }),
            What::Cluster(sight) => html_of(|| view! { <ClusterLine sight=*sight locale/> }),
        };
        Fragment { topic: self.topic.to_string(), rev: self.revision, html, rows }
    }
}

/// A component as text, where there is no request.
fn html_of<V: IntoView + 'static>(component: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(None);
    let html = owner.with(|| component().to_html());
    owner.unset_with_forced_cleanup();
    html
}
