//! Registering a cluster, changing it, and trying what was typed.

use super::{
    fields::{self, Stored},
    probe::probe,
};
use crate::{context::Refusal, forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{
    ClusterKind, SessionClusterId,
    authority::{ClusterManage, ClusterView},
};
use store::SecretOwner;

/// Registers an external cluster, or tries it.
pub(crate) async fn create(form: Posted) -> Response {
    form.answer(async |form| {
        let actor = form.actor()?;
        let granted = actor.standing.allow::<ClusterManage>()?;
        let Some(typed) = fields::read(form, Stored::default()) else {
            return Err(form.problems());
        };
        if form.field("act") == "test" {
            probe(form, typed).await?;
            return Ok(paths::NEW_CLUSTER.into());
        }
        let cluster = form.state.store.create_cluster(&granted, typed, &actor.request).await?;
        let page = paths::cluster(cluster.id);
        form.done(&page, "registered").await?;
        Ok(page)
    })
    .await
}

/// Changes a cluster, or tries what it would be changed to.
pub(crate) async fn update(Path(cluster): Path<SessionClusterId>, form: Posted) -> Response {
    form.answer(async |form| {
        let actor = form.actor()?;
        let granted = actor.standing.allow::<ClusterManage>()?;
        let store = form.state.store.clone();
        let before = store.session_cluster(&actor.standing.allow::<ClusterView>()?, cluster).await?;
        let typed = match before.kind {
            ClusterKind::Local => fields::read_local(form),
            ClusterKind::External => {
                let names = store.secret_names(&SecretOwner::new("session_cluster", cluster)).await?;
                let has = |name: &str| names.iter().any(|known| known == name);
                let credentials = Some(before.credentials);
                fields::read(form, Stored { credentials, has_secret: has("credentials"), has_key: has("client_key") })
            }
        };
        let revision = form.revision();
        let (Some(typed), Some(revision)) = (typed, revision) else {
            return Err(form.problems());
        };
        if form.field("act") == "test" {
            if before.kind == ClusterKind::Local {
                return Err(Refusal::NotFound);
            }
            probe(form, typed).await?;
            return Ok(paths::edit_cluster(cluster));
        }
        store.update_cluster(&granted, cluster, revision, typed, &actor.request).await?;
        let page = paths::cluster(cluster);
        form.done(&page, "saved").await?;
        Ok(page)
    })
    .await
}
