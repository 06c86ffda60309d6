//! Which projects may use a cluster.

use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{Code, ProjectId, SessionClusterId, authority::ClusterManage};
use store::Uses;

/// Lets a project use the cluster for what was ticked; with nothing ticked, or on demand, no longer.
pub(crate) async fn grant(Path(cluster): Path<SessionClusterId>, form: Posted) -> Response {
    let page = paths::cluster(cluster);
    form.answer_at(page.clone(), async |form| {
        let actor = form.actor()?;
        let granted = actor.standing.allow::<ClusterManage>()?;
        let store = form.state.store.clone();
        let project = form.parse("project", |text| match text.trim() {
            "" => Err(Code::Required),
            text => text.parse::<ProjectId>().map_err(|_| Code::Missing),
        });
        let Some(project) = project else {
            return Err(form.problems());
        };
        let uses = Uses { may_query: form.is_ticked("may_query"), may_deploy: form.is_ticked("may_deploy") };
        if form.field("act") == "revoke" || !(uses.may_query || uses.may_deploy) {
            store.revoke_cluster(&granted, project, cluster, &actor.request).await?;
        } else {
            store.grant_cluster(&granted, project, cluster, uses, &actor.request).await?;
        }
        form.done(&page, "granted").await?;
        Ok(format!("{page}#grants"))
    })
    .await
}
