//! Trying a registered cluster, with its stored secrets.

use crate::{
    context::Refusal,
    forms::{Flash, Posted},
    paths,
};
use axum::{extract::Path, response::Response};
use model::{SessionClusterId, authority::ClusterManage};

/// Tries both addresses of the cluster, and leaves what was found for its page.
pub(crate) async fn test(Path(cluster): Path<SessionClusterId>, form: Posted) -> Response {
    form.answer(async |form| {
        form.actor()?.standing.allow::<ClusterManage>()?;
        let report = form.state.control.probe_registered(cluster).await?;
        let text = serde_json::to_string(&report).map_err(|_| Refusal::Failed)?;
        let page = paths::cluster(cluster);
        form.leave(Flash::done(page.clone(), "tested").handing(text)).await?;
        Ok(page)
    })
    .await
}
