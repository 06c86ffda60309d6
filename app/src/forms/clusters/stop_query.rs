//! Stopping what somebody else runs on a cluster.

use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{QueryId, SessionClusterId, authority::ClusterManage};

/// Stops a query, whoever runs it; the audit tells.
pub(crate) async fn stop_query(Path((cluster, query)): Path<(SessionClusterId, QueryId)>, form: Posted) -> Response {
    let page = paths::cluster(cluster);
    form.answer_at(page.clone(), async |form| {
        let actor = form.actor()?;
        let granted = actor.standing.allow::<ClusterManage>()?;
        form.state.control.stop_query_on_cluster(&granted, query, &actor.request).await?;
        form.done(&page, "stopping").await?;
        Ok(format!("{page}#running"))
    })
    .await
}
