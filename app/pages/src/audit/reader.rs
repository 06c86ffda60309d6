//! What whoever reads the audit may open from there.

use crate::visit::Visit;
use app::context::Refusal;
use model::{
    ProjectId,
    authority::{ClusterView, UserView},
};
use std::collections::HashMap;

/// What the reader may open.
#[derive(Clone, Debug, Default)]
pub(super) struct Reader {
    /// Their own projects by name; of others nothing can be opened.
    pub(super) projects: HashMap<ProjectId, String>,
    pub(super) sees_users: bool,
    pub(super) sees_clusters: bool,
}

impl Reader {
    /// The reader of a page.
    pub(super) async fn of(visit: &Visit) -> Result<Self, Refusal> {
        let standing = visit.actor()?.standing;
        let (projects, _) = visit.projects().await?;
        let projects = projects.into_iter().map(|summary| (summary.project.id, summary.project.name));
        Ok(Self {
            projects: projects.collect(),
            sees_users: standing.has::<UserView>(),
            sees_clusters: standing.has::<ClusterView>(),
        })
    }
}
