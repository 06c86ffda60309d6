//! What live elements show, seen by a person and rendered outside of any request.
//!
//! The components get all they need as props: there is no request here, and so no context.

mod roll;
mod stamp;

pub(crate) use {
    roll::{roll, roll_of_jobs},
    stamp::stamp,
};

use crate::{ClusterLine, JobLine, JobMetricsNow, JobNow, ProjectLine, QueryLine, UserLine, inbox, inbox::Bell};
use app::{
    context::{Actor, AppState, Refusal},
    line_cache::rendered,
    live::{Seen, Shown},
    locale::Locale,
    ui::EngineStatus,
};
use leptos::prelude::*;
use model::{
    Topic,
    authority::{JobControl, JobView, QueryView, ScriptView, UserView},
};
use store::ProjectSummary;

/// The topic as it is now, if the person may see it.
///
/// # Errors
/// Those of asking for it; a stranger's topic is [`Refusal::NotFound`].
pub(crate) async fn see(topic: Topic, state: &AppState, actor: &Actor) -> Result<Seen, Refusal> {
    let store = &state.store;
    let (revision, rights, shown) = match topic {
        Topic::Query(project, id) => {
            let (_, member) = actor.project(store, project).await?;
            let query = store.query(&member.allow::<QueryView>()?, id).await?;
            (query.revision, 0, Shown::Revision)
        }
        Topic::Script(project, id) => {
            let (_, member) = actor.project(store, project).await?;
            let script = store.script(&member.allow::<ScriptView>()?, id).await?;
            (script.revision, 0, Shown::Revision)
        }
        Topic::Engine(cluster) => {
            let view = crate::engine_view(state, actor, cluster).await?;
            let (revision, rights) = (view.revision(), view.rights.number());
            (revision, rights, element(move |locale| view! { <EngineStatus view locale/> }))
        }
        Topic::Job(project, id) => {
            let view = crate::job_view(state, actor, project, id).await?;
            let (revision, rights) = (view.stamp(), view.rights());
            (revision, rights, element(move |locale| view! { <JobNow view locale/> }))
        }
        Topic::JobMetrics(project, id) => {
            let view = crate::metrics_view(state, actor, project, id).await?;
            (view.revision(), 0, element(move |locale| view! { <JobMetricsNow view locale/> }))
        }
        Topic::JobLine(project, id) => {
            let (_, member) = actor.project(store, project).await?;
            let job = store.job_summary(&member.allow::<JobView>()?, id).await?;
            let operates = member.has::<JobControl>();
            (job.stamp, u64::from(operates), element(move |locale| view! { <JobLine project job operates locale/> }))
        }
        Topic::QueryLine(project, id) => {
            let (_, member) = actor.project(store, project).await?;
            let query = store.query_summary(&member.allow::<QueryView>()?, id).await?;
            (query.revision, 0, element(move |locale| view! { <QueryLine project query locale/> }))
        }
        Topic::Project(project) => {
            let (project, member) = actor.project(store, project).await?;
            let summary = ProjectSummary { project, role: Some(member.role) };
            let (revision, rights) = (summary.project.revision, member.role as u64);
            (revision, rights, element(move |locale| view! { <ProjectLine summary locale/> }))
        }
        Topic::Inbox(user) if user == actor.user.id => {
            let unread = store.unread_messages(&actor.standing).await?;
            let sprite = state.asset("icons.svg");
            let show = move |locale| view! { <Bell user unread locale sprite/> };
            (inbox::revision(unread), 0, element(show))
        }
        Topic::User(id) => {
            actor.standing.allow::<UserView>()?;
            let (user, is_me) = (store.user(id).await?, id == actor.user.id);
            (user.revision, u64::from(is_me), element(move |locale| view! { <UserLine user is_me locale/> }))
        }
        Topic::SessionCluster(id) => {
            // Whatever makes it look different for others is in its revision.
            let sight = crate::cluster_sight(state, actor, id).await?;
            (sight.revision(), 0, element(move |locale| view! { <ClusterLine sight locale/> }))
        }
        list => {
            let roll = roll(list, state, actor).await?;
            (roll.revision, 0, Shown::Rows(roll.rows))
        }
    };
    Ok(Seen { topic, revision, rights, shown })
}

/// A component as text, where there is no request.
fn element<V: IntoView + 'static>(component: impl FnOnce(Locale) -> V + Send + 'static) -> Shown {
    Shown::Element(Box::new(|locale| rendered(|| component(locale))))
}
