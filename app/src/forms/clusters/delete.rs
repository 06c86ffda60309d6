//! Forgetting a cluster.

use crate::{context::Refusal, forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{
    ClusterKind, Code, SessionClusterId,
    authority::{ClusterManage, ClusterView},
};

/// Forgets an external cluster, if its name was typed.
pub(crate) async fn delete(Path(cluster): Path<SessionClusterId>, form: Posted) -> Response {
    form.answer_at(paths::edit_cluster(cluster), async |form| {
        let actor = form.actor()?;
        let granted = actor.standing.allow::<ClusterManage>()?;
        let store = form.state.store.clone();
        let before = store.session_cluster(&actor.standing.allow::<ClusterView>()?, cluster).await?;
        if before.kind == ClusterKind::Local {
            // It comes with the engine, and would be recorded again at the next start.
            return Err(Refusal::NotFound);
        }
        form.parse("confirmation", |text| match text.trim() == before.name {
            true => Ok(()),
            false => Err(Code::ConfirmationDiffers),
        });
        let revision = form.revision();
        let (Some(revision), false) = (revision, form.has_problems()) else {
            return Err(form.problems());
        };
        store.delete_cluster(&granted, cluster, revision, &actor.request).await?;
        form.done(paths::CLUSTERS, "deleted").await?;
        Ok(paths::CLUSTERS.into())
    })
    .await
}
