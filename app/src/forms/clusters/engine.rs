//! Acts on the local engine: recorded, then carried out by `control` whether somebody looks or not.

use crate::{context::Refusal, forms::Posted, paths};
use axum::{extract::Path, response::Response};
use control::operations;
use model::{
    Code, OperationId, SessionClusterId,
    authority::{ClusterManage, ClusterView},
};

/// Asks for a start, a stop, a restart or a connector set, or that what is under way be given up.
pub(crate) async fn act(Path(cluster): Path<SessionClusterId>, form: Posted) -> Response {
    let page = paths::cluster(cluster);
    form.answer_at(page.clone(), async |form| {
        let actor = form.actor()?;
        let granted = actor.standing.allow::<ClusterManage>()?;
        let store = form.state.store.clone();
        let record = store.session_cluster(&actor.standing.allow::<ClusterView>()?, cluster).await?;
        if form.state.control.local_cluster() != Some(cluster) {
            return Err(Code::EngineElsewhere.at("cluster").into());
        }
        let operation = match form.field("act") {
            "start" => operations::start(cluster, &record.name),
            "stop" => operations::stop(cluster, &record.name),
            "restart" => operations::restart(cluster, &record.name, None),
            "add_set" => {
                let set = form.field("set");
                let manifest = form.state.control.manifest();
                if manifest.is_none_or(|manifest| manifest.set(set).is_err()) {
                    return Err(Code::NotAChoice.at("set").into());
                }
                operations::add_set(cluster, &record.name, set)
            }
            "give_up" => {
                let operation: OperationId = form.field("operation").parse().map_err(|_| Refusal::NotFound)?;
                store.cancel_system_operation(&granted, operation, &actor.request).await?;
                return Ok(page.clone());
            }
            _ => return Err(Code::NotAChoice.at("act").into()),
        };
        store.request_system_operation(&granted, &operation, &actor.request).await?;
        form.done(&page, "requested").await?;
        Ok(page.clone())
    })
    .await
}
