//! What a person may see of a session cluster.

use app::{
    context::{Actor, AppState, Refusal},
    ui::{EngineRights, EngineView},
};
use model::{
    ProjectId, SessionClusterId,
    authority::{ClusterManage, ClusterView, ProjectView},
};
use store::{GrantedCluster, ProjectFilter, Store};

/// A cluster that a project of the person was granted.
pub(super) struct OwnGrant {
    pub(super) project: ProjectId,
    pub(super) project_name: String,
    pub(super) cluster: GrantedCluster,
}

/// The clusters that the person's projects were granted.
pub(super) async fn own_grants(store: &Store, actor: &Actor) -> Result<Vec<OwnGrant>, Refusal> {
    let mut grants = Vec::new();
    for summary in store.own_projects(&actor.standing, &ProjectFilter::default()).await? {
        let (project, member) = actor.project(store, summary.project.id).await?;
        let clusters = store.granted_clusters(&member.allow::<ProjectView>()?).await?;
        grants.extend(clusters.into_iter().map(|cluster| OwnGrant {
            project: project.id,
            project_name: project.name.clone(),
            cluster,
        }));
    }
    Ok(grants)
}

/// How much of a cluster the person may see.
///
/// # Errors
/// [`Refusal::NotFound`] for somebody none of whose projects was granted it.
pub(super) async fn rights(store: &Store, actor: &Actor, cluster: SessionClusterId) -> Result<EngineRights, Refusal> {
    if actor.standing.has::<ClusterManage>() {
        return Ok(EngineRights::Act);
    }
    if actor.standing.has::<ClusterView>() {
        return Ok(EngineRights::Look);
    }
    let grants = own_grants(store, actor).await?;
    match grants.iter().any(|grant| grant.cluster.id == cluster) {
        true => Ok(EngineRights::Glance),
        false => Err(Refusal::NotFound),
    }
}

/// The engine of this host as the person may see it now; nothing is asked of it.
///
/// # Errors
/// [`Refusal::NotFound`] when the cluster is no engine of this host, or not for this person to know.
pub(crate) async fn engine_view(
    state: &AppState,
    actor: &Actor,
    cluster: SessionClusterId,
) -> Result<EngineView, Refusal> {
    let rights = rights(&state.store, actor, cluster).await?;
    let engine = state.control.local_engine().filter(|_| state.control.local_cluster() == Some(cluster));
    let engine = engine.ok_or(Refusal::NotFound)?;
    let operation = match actor.standing.allow::<ClusterView>() {
        Ok(granted) => {
            let last = state.store.system_operations(&granted, "session_cluster", &cluster.to_string(), 1).await?;
            last.into_iter().next()
        }
        Err(_) => None,
    };
    // Looked at last, so that what is shown is no older than its revision says.
    let at = state.store.now();
    let status = engine.status().borrow().clone();
    Ok(EngineView { cluster, at, status, operation, rights })
}
