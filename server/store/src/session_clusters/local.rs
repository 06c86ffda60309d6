//! The cluster of a host.

use crate::{
    Act, RequestId, Result, Store,
    database::in_transaction,
    schema::session_clusters,
    session_clusters::SessionCluster,
    stored::{Stored, key_of},
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{ClusterKind, CredentialsKind, Name, SessionClusterId, authority::SystemScope};

impl Store {
    /// The local cluster of the server that is called `host` in its leases; made with this name if there is none yet, or
    /// with a number after it when others have the name.
    ///
    /// A database that is not shared has one server, so its local cluster is that one's, whatever it was called before: it
    /// may have been restored on another machine.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ensure_local_cluster(&self, _: &SystemScope, name: &Name, host: &str) -> Result<SessionCluster> {
        in_transaction!(self, |tx| {
            tx.one_at_a_time("local_cluster").await?;
            let mut locals = session_clusters::table
                .filter(session_clusters::kind.eq(Stored(ClusterKind::Local)))
                .order((session_clusters::host, session_clusters::id))
                .select(session_clusters::id)
                .into_boxed();
            if self.is_shared() {
                locals = locals.filter(session_clusters::host.eq(host).or(session_clusters::host.is_null()));
            }
            let found: Option<Stored<SessionClusterId>> = locals.first(tx.conn).await.optional()?;
            if let Some(id) = found {
                let cluster = diesel::update(session_clusters::table.find(id))
                    .set(session_clusters::host.eq(host))
                    .returning(SessionCluster::as_returning());
                return Ok(cluster.get_result(tx.conn).await?);
            }
            let taken: Vec<String> = session_clusters::table.select(session_clusters::name_key).load(tx.conn).await?;
            let name = free_name(name.as_str(), &taken);
            let cluster: SessionCluster = diesel::insert_into(session_clusters::table)
                .values((
                    session_clusters::id.eq(Stored(tx.id::<SessionClusterId>())),
                    session_clusters::kind.eq(Stored(ClusterKind::Local)),
                    session_clusters::name.eq(&name),
                    session_clusters::name_key.eq(key_of(&name)),
                    session_clusters::description.eq(""),
                    session_clusters::credentials.eq(Stored(CredentialsKind::None)),
                    session_clusters::created_at.eq(tx.at()),
                    session_clusters::revision.eq(1_i64),
                    session_clusters::host.eq(host),
                ))
                .returning(SessionCluster::as_returning())
                .get_result(tx.conn)
                .await?;
            tx.cluster_changed(cluster.id, cluster.revision);
            let act = Act::new("session_cluster.create", &RequestId::of_the_server());
            tx.audit(act.on("session_cluster", cluster.id, &cluster.name)).await?;
            Ok(cluster)
        })
    }
}

/// The name, or the first with a number after it that is not among the `taken` keys.
fn free_name(name: &str, taken: &[String]) -> String {
    let numbered = (2..).map(|number| format!("{name} {number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !taken.contains(&key_of(name))).expect("there are more numbers than clusters")
}
