//! What stands above the list of a project's jobs. With ten thousand of them it takes longer to count than to list.

use super::{JobCounts, KeptSnapshots};
use crate::{
    Change, Event, Result, Store,
    database::{Database, with_conn},
    schema::jobs,
    stored::Stored,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    JobId, ProjectId, Topic,
    authority::{JobView, Scope},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// All jobs of a project, summed up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct JobsOverview {
    /// The one that was made last.
    pub newest: Option<JobId>,
    /// How many are in each state.
    pub counts: JobCounts,
    /// How many lost their cluster and wait for a person, as [`Store::jobs_left_down`] has them.
    pub left_down: usize,
    /// How much state is kept of all of them.
    pub kept: KeptSnapshots,
}

/// Sums that still hold: one is dropped as soon as a job of its project changes.
#[derive(Debug, Default)]
pub(crate) struct Overviews(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// Goes up whenever anything changes: a sum that was begun before is not kept.
    changes: u64,
    of_projects: HashMap<ProjectId, Arc<JobsOverview>>,
}

impl Overviews {
    /// Drops what no longer holds.
    pub(crate) fn hear(&self, event: &Event) {
        let project = match event {
            Event::Change(Change { topic: Topic::Jobs(project) | Topic::Job(project, _), .. }) => Some(*project),
            Event::Change(Change { topic: Topic::Project(project), .. }) => Some(*project),
            Event::Resync => None,
            Event::Change(_) | Event::SessionEnded(_) => return,
        };
        let mut kept = self.kept();
        kept.changes += 1;
        match project {
            Some(project) => _ = kept.of_projects.remove(&project),
            None => kept.of_projects.clear(),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sum of a project, if it holds; else the count of changes until now.
    fn get(&self, project: ProjectId) -> Result<Arc<JobsOverview>, u64> {
        let kept = self.kept();
        kept.of_projects.get(&project).cloned().ok_or(kept.changes)
    }

    /// Keeps a sum if nothing changed since `changes`.
    fn put(&self, project: ProjectId, sum: &Arc<JobsOverview>, changes: u64) {
        let mut kept = self.kept();
        if kept.changes == changes {
            kept.of_projects.insert(project, sum.clone());
        }
    }
}

impl Store {
    /// The project's jobs, summed up.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs_overview(&self, scope: &Scope<JobView>) -> Result<Arc<JobsOverview>> {
        // On PostgreSQL others write too, and what they wrote is heard a moment after it is there.
        let Database::Sqlite(_) = self.database() else { return Ok(Arc::new(self.sum_up_jobs(scope).await?)) };
        let changes = match self.overviews().get(scope.project()) {
            Ok(sum) => return Ok(sum),
            Err(changes) => changes,
        };
        let sum = Arc::new(self.sum_up_jobs(scope).await?);
        self.overviews().put(scope.project(), &sum, changes);
        Ok(sum)
    }

    async fn sum_up_jobs(&self, scope: &Scope<JobView>) -> Result<JobsOverview> {
        let newest: Option<Stored<JobId>> = with_conn!(self, |conn| {
            let of_project = jobs::table.filter(jobs::project_id.eq(Stored(scope.project())));
            of_project.order(jobs::id.desc()).select(jobs::id).first(conn).await.optional()?
        });
        Ok(JobsOverview {
            newest: newest.map(|Stored(id)| id),
            counts: self.job_counts(scope, &super::JobFilter::default()).await?,
            left_down: self.jobs_left_down(scope).await?.len(),
            kept: self.kept_in(scope.project(), None).await?,
        })
    }
}
