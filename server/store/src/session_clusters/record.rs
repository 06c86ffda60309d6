//! A session cluster's record.

use crate::{Result, Store, database::with_conn, schema::session_clusters, stored::Stored};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    ClusterAddress, ClusterKind, CredentialsKind, SessionClusterId,
    authority::{ClusterView, Granted, SystemScope},
    flink::FlinkVersion,
};

/// A running Flink cluster.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = session_clusters)]
pub struct SessionCluster {
    /// The id.
    #[diesel(deserialize_as = Stored<SessionClusterId>)]
    pub id: SessionClusterId,
    /// Where it comes from.
    #[diesel(deserialize_as = Stored<ClusterKind>)]
    pub kind: ClusterKind,
    /// No two differ in case only.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Where its REST endpoint is; `None` for a local one, whose engine knows.
    #[diesel(deserialize_as = Stored<Option<ClusterAddress>>)]
    pub rest_url: Option<ClusterAddress>,
    /// Where its SQL Gateway is; `None` when it has none.
    #[diesel(deserialize_as = Stored<Option<ClusterAddress>>)]
    pub gateway_url: Option<ClusterAddress>,
    /// How one signs in to it.
    #[diesel(deserialize_as = Stored<CredentialsKind>)]
    pub credentials: CredentialsKind,
    /// As whom, for [`CredentialsKind::Basic`].
    pub user_name: Option<String>,
    /// What its certificate is checked against; `None` for the system's roots.
    pub ca_pem: Option<String>,
    /// What we show of ourselves, in PEM.
    pub client_certificate: Option<String>,
    /// Whether jobs are started there again by themselves when it lost them; on a local one they always are.
    pub restarts_jobs: bool,
    /// As it was last seen.
    #[diesel(deserialize_as = Stored<Option<FlinkVersion>>)]
    pub flink_version: Option<FlinkVersion>,
    /// When.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub seen_at: Option<DateTime<Utc>>,
    /// When it was registered.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub created_at: DateTime<Utc>,
    /// Goes up with every change.
    pub revision: i64,
}

impl Store {
    /// All of them, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session_clusters(&self, _: &Granted<ClusterView>) -> Result<Vec<SessionCluster>> {
        self.clusters().await
    }

    /// One of them.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn session_cluster(&self, _: &Granted<ClusterView>, id: SessionClusterId) -> Result<SessionCluster> {
        self.cluster(id).await
    }

    /// All of them, for whoever watches them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn watched_clusters(&self, _: &SystemScope) -> Result<Vec<SessionCluster>> {
        self.clusters().await
    }

    async fn clusters(&self) -> Result<Vec<SessionCluster>> {
        with_conn!(self, |conn| Ok(SessionCluster::query().order(session_clusters::name_key).load(conn).await?))
    }

    pub(super) async fn cluster(&self, id: SessionClusterId) -> Result<SessionCluster> {
        with_conn!(self, |conn| {
            Ok(SessionCluster::query().filter(session_clusters::id.eq(Stored(id))).first(conn).await?)
        })
    }
}
