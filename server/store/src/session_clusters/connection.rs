//! What is needed to speak to a cluster, its secrets opened: for the server alone.

use super::{CLIENT_KEY, CREDENTIALS, owner};
use crate::{Result, Secret, Store, session_clusters::SessionCluster};
use model::{CredentialsKind, SessionClusterId, authority::SystemScope};

/// How to reach a cluster.
#[derive(Clone, Debug)]
pub struct ClusterConnection {
    /// Its record: addresses and certificates.
    pub cluster: SessionCluster,
    /// How to sign in.
    pub credentials: ClusterCredentials,
    /// The key of the client certificate, in PEM.
    pub client_key: Option<Secret>,
}

/// How to sign in to a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClusterCredentials {
    /// Not at all.
    None,
    /// By name and password.
    Basic {
        /// The name.
        user: String,
        /// The password; `None` when none was ever set.
        password: Option<Secret>,
    },
    /// By a token; `None` when none was ever set.
    Bearer(Option<Secret>),
}

impl Store {
    /// What is needed to speak to a cluster.
    ///
    /// # Errors
    /// [`crate::Error::Missing`], or [`crate::Error::Sealed`].
    pub async fn connection_details(&self, scope: &SystemScope, id: SessionClusterId) -> Result<ClusterConnection> {
        let cluster = self.cluster(id).await?;
        let owner = owner(id);
        let secret = self.secret(scope, &owner, CREDENTIALS).await?;
        let credentials = match cluster.credentials {
            CredentialsKind::None => ClusterCredentials::None,
            CredentialsKind::Basic => {
                ClusterCredentials::Basic { user: cluster.user_name.clone().unwrap_or_default(), password: secret }
            }
            CredentialsKind::Bearer => ClusterCredentials::Bearer(secret),
        };
        let client_key = self.secret(scope, &owner, CLIENT_KEY).await?;
        Ok(ClusterConnection { cluster, credentials, client_key })
    }
}
