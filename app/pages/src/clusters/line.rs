//! The line of a session cluster in the list, on the page and in `/live`.

use super::{observed::sight, sight::own_grants};
use crate::live::stamp;
use app::{
    context::{Actor, AppState, Refusal},
    locale::{Language, Locale},
    paths,
    ui::{SlotsBar, State, StateShape, engine_shape},
    words::Words,
};
use chrono::{DateTime, Utc};
use engine::local::EngineStatus;
use leptos::prelude::*;
use model::{ClusterKind, SessionClusterId, Topic, authority::ClusterView, flink::FlinkVersion};
use store::{SessionCluster, Store};

/// A session cluster as somebody sees it in the list at some moment.
#[derive(Clone, Debug)]
pub(crate) struct ClusterSight {
    id: SessionClusterId,
    kind: ClusterKind,
    name: String,
    description: String,
    version: Option<FlinkVersion>,
    seen_at: Option<DateTime<Utc>>,
    /// The projects that may use it, as far as the person knows them.
    granted: Vec<String>,
    /// What it does, if it is the engine of this host.
    engine: Option<EngineStatus>,
    now: DateTime<Utc>,
}

impl ClusterSight {
    /// A stamp of all that is shown: engines and grants count no changes.
    pub(crate) fn revision(&self) -> i64 {
        let word = Words::of(Language::En).engine.state;
        let engine = self.engine.as_ref();
        let engine = engine.map(|status| (word(&status.state), status.slots.total, status.slots.free, &status.flink));
        let seen = self.seen_at.map(|at| at.timestamp());
        let record = (self.id, self.kind.as_str(), &self.name, &self.description, &self.version);
        stamp(&(record, seen, &self.granted, engine))
    }

    fn of(cluster: SessionCluster, granted: Vec<String>, state: &AppState) -> Self {
        let SessionCluster { id, kind, name, description, flink_version: version, seen_at, .. } = cluster;
        let (engine, now) = (engine(state, id), state.store.now());
        Self { id, kind, name, description, version, seen_at, granted, engine, now }
    }
}

/// What the engine of this host does, if it is this cluster; nothing is asked of it.
fn engine(state: &AppState, cluster: SessionClusterId) -> Option<EngineStatus> {
    let engine = state.control.local_engine().filter(|_| state.control.local_cluster() == Some(cluster))?;
    Some(engine.status().borrow().clone())
}

/// The clusters that the person may see: all of them, or those of their projects.
pub(crate) async fn visible_clusters(store: &Store, actor: &Actor) -> Result<Vec<SessionClusterId>, Refusal> {
    let mut clusters: Vec<_> = match actor.standing.allow::<ClusterView>() {
        Ok(granted) => store.session_clusters(&granted).await?.into_iter().map(|cluster| cluster.id).collect(),
        Err(_) => own_grants(store, actor).await?.into_iter().map(|grant| grant.cluster.id).collect(),
    };
    clusters.sort_unstable();
    clusters.dedup();
    Ok(clusters)
}

/// The same, as the list shows them.
pub(super) async fn cluster_sights(state: &AppState, actor: &Actor) -> Result<Vec<ClusterSight>, Refusal> {
    let store = &state.store;
    let Ok(granted) = actor.standing.allow::<ClusterView>() else {
        return sights_of_member(state, actor).await;
    };
    let mut sights = Vec::new();
    for cluster in store.session_clusters(&granted).await? {
        let grants = store.grants_of(&granted, cluster.id).await?;
        let projects = grants.into_iter().map(|grant| grant.project_name).collect();
        sights.push(ClusterSight::of(cluster, projects, state));
    }
    Ok(sights)
}

async fn sights_of_member(state: &AppState, actor: &Actor) -> Result<Vec<ClusterSight>, Refusal> {
    let mut sights: Vec<ClusterSight> = Vec::new();
    for grant in own_grants(&state.store, actor).await? {
        let cluster = grant.cluster;
        match sights.iter_mut().find(|sight| sight.id == cluster.id) {
            Some(sight) => sight.granted.push(grant.project_name),
            None => sights.push(ClusterSight {
                id: cluster.id,
                kind: cluster.kind,
                name: cluster.name,
                description: cluster.description,
                version: cluster.flink_version,
                seen_at: cluster.seen_at,
                granted: vec![grant.project_name],
                engine: engine(state, cluster.id),
                now: state.store.now(),
            }),
        }
    }
    sights.sort_by_key(|sight| sight.name.to_lowercase());
    Ok(sights)
}

/// One of them.
///
/// # Errors
/// [`Refusal::NotFound`] for one that the person may not see.
pub(crate) async fn cluster_sight(
    state: &AppState,
    actor: &Actor,
    cluster: SessionClusterId,
) -> Result<ClusterSight, Refusal> {
    let Ok(granted) = actor.standing.allow::<ClusterView>() else {
        let all = sights_of_member(state, actor).await?;
        return all.into_iter().find(|sight| sight.id == cluster).ok_or(Refusal::NotFound);
    };
    let record = state.store.session_cluster(&granted, cluster).await?;
    let grants = state.store.grants_of(&granted, cluster).await?;
    Ok(ClusterSight::of(record, grants.into_iter().map(|grant| grant.project_name).collect(), state))
}

/// One session cluster.
#[component]
pub(crate) fn ClusterLine(
    /// The cluster.
    sight: ClusterSight,
    /// How to write it.
    locale: Locale,
) -> impl IntoView {
    let words = locale.words();
    let (topic, revision) = (Topic::SessionCluster(sight.id).to_string(), sight.revision().to_string());
    let (state, slots) = (state_of(&sight, locale), slots_of(&sight, locale));
    let version = sight.engine.and_then(|status| status.flink);
    let version = version.or(sight.version.map(|version| version.to_string()));
    let granted = match sight.granted.is_empty() {
        true => view! { <span class="muted">{words.clusters.granted_to_none}</span> }.into_any(),
        false => view! { <span>{sight.granted.join(", ")}</span> }.into_any(),
    };
    view! {
        <tr data-live=topic data-rev=revision>
            <th scope="row">
                <a href=paths::cluster(sight.id)>{sight.name}</a>
                {(!sight.description.is_empty()).then(|| view! { <br/><small>{sight.description}</small> })}
            </th>
            <td>{(words.clusters.kinds)(sight.kind)}</td>
            <td>{state}</td>
            <td>{version.unwrap_or_else(|| "–".into())}</td>
            <td class="slots">{slots}</td>
            <td>{granted}</td>
        </tr>
    }
}

fn state_of(cluster: &ClusterSight, locale: Locale) -> AnyView {
    let words = locale.words();
    match (cluster.kind, &cluster.engine) {
        (_, Some(status)) => {
            let (shape, word) = (engine_shape(&status.state), (words.engine.state)(&status.state));
            view! { <State shape word/> }.into_any()
        }
        (ClusterKind::Local, None) => view! { <State shape=StateShape::Unknown word=words.common.unknown/> }.into_any(),
        (ClusterKind::External, None) => sight(cluster.seen_at, cluster.now, locale),
    }
}

fn slots_of(cluster: &ClusterSight, locale: Locale) -> AnyView {
    match cluster.engine.as_ref().map(|status| status.slots).filter(|slots| slots.total > 0) {
        Some(slots) => view! { <SlotsBar total=slots.total free=slots.free locale/> }.into_any(),
        None => view! { <span class="muted">{locale.words().clusters.slots_unseen}</span> }.into_any(),
    }
}
