//! The cluster of this host.

use crate::{
    Act, Error, OnConstraint, RequestId, Result, Store,
    database::in_transaction,
    schema::session_clusters,
    session_clusters::SessionCluster,
    stored::{Stored, key_of},
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{ClusterKind, Code, CredentialsKind, Name, SessionClusterId, authority::SystemScope};

impl Store {
    /// The local cluster; made with this name if there is none yet.
    ///
    /// # Errors
    /// The problem [`Code::NameTaken`] when another cluster has the name.
    pub async fn ensure_local_cluster(&self, _: &SystemScope, name: &Name) -> Result<SessionCluster> {
        in_transaction!(self, |tx| {
            tx.one_at_a_time("local_cluster").await?;
            let found: Option<SessionCluster> = SessionCluster::query()
                .filter(session_clusters::kind.eq(Stored(ClusterKind::Local)))
                .order(session_clusters::id)
                .first(tx.conn)
                .await
                .optional()?;
            if let Some(cluster) = found {
                return Ok(cluster);
            }
            let cluster: SessionCluster = diesel::insert_into(session_clusters::table)
                .values((
                    session_clusters::id.eq(Stored(tx.id::<SessionClusterId>())),
                    session_clusters::kind.eq(Stored(ClusterKind::Local)),
                    session_clusters::name.eq(name.as_str()),
                    session_clusters::name_key.eq(key_of(name.as_str())),
                    session_clusters::description.eq(""),
                    session_clusters::credentials.eq(Stored(CredentialsKind::None)),
                    session_clusters::created_at.eq(tx.at()),
                    session_clusters::revision.eq(1_i64),
                ))
                .returning(SessionCluster::as_returning())
                .get_result(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: name.to_string() }.at("name"))?;
            tx.cluster_changed(cluster.id, cluster.revision);
            let act = Act::new("session_cluster.create", &RequestId::of_the_server());
            tx.audit(act.on("session_cluster", cluster.id, &cluster.name)).await?;
            Ok(cluster)
        })
    }
}
