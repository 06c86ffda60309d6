//! Session clusters: the list, the form for an external one, and each one's page.

mod connectors;
mod detail;
mod edit;
mod grants;
mod line;
mod list;
mod logs;
mod observed;
mod report;
mod running;
mod sight;

pub(super) use detail::ClusterPage;
pub(super) use edit::{EditClusterPage, NewClusterPage};
pub(crate) use line::{ClusterLine, cluster_sight, visible_clusters};
pub(super) use list::ClustersPage;
pub(crate) use sight::engine_view;
