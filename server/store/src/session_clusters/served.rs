//! Who sees to which cluster, where several servers share a database.

use model::SessionClusterId;

/// The clusters that one server sees to.
#[derive(Clone, Copy, Debug)]
pub struct ServedClusters {
    /// The engine of its host, which it alone reaches, and whose files it sees.
    pub local: Option<SessionClusterId>,
    /// Whether also those that every server reaches: one of them does.
    pub registered: bool,
}
