//! Session clusters: running Flink clusters that work is submitted to, and which project may use which for what.
//!
//! Nothing is asked of a cluster here; what `engine` observed is written down.

mod change;
mod connection;
mod grants;
mod local;
mod observe;
mod record;
mod served;
#[cfg(test)]
mod tests;

pub use change::{SecretChange, SessionClusterForm};
pub use connection::{ClusterConnection, ClusterCredentials};
pub use grants::{ClusterGrant, GrantedCluster, QueryGrant, Uses};
pub use record::SessionCluster;
pub use served::ServedClusters;

use crate::SecretOwner;
use model::SessionClusterId;

/// Whose secrets they are.
fn owner(id: SessionClusterId) -> SecretOwner {
    SecretOwner::new("session_cluster", id)
}

/// The name of a password or token among a cluster's secrets.
const CREDENTIALS: &str = "credentials";
/// The name of the key of a client certificate among a cluster's secrets.
const CLIENT_KEY: &str = "client_key";
