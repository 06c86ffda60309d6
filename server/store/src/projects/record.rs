//! A project's record.

use crate::{
    Result, Store,
    database::{on_both, with_conn},
    revision,
    schema::projects,
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    ProjectId, Topic,
    authority::{ProjectView, Scope},
};

/// The isolation boundary: what people work in together.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = projects)]
pub struct Project {
    /// The id.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub id: ProjectId,
    /// No two differ in case only.
    pub name: String,
    /// Whatever its owner wants to say.
    pub description: String,
    /// Since when it can only be read.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub archived_at: Option<DateTime<Utc>>,
    /// When it was made.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub created_at: DateTime<Utc>,
    /// Goes up with every change.
    pub revision: i64,
}

impl Store {
    /// The project of the scope.
    ///
    /// # Errors
    /// [`crate::Error::Missing`] when it was deleted meanwhile.
    pub async fn project(&self, scope: &Scope<ProjectView>) -> Result<Project> {
        with_conn!(self, |conn| {
            Ok(Project::query().filter(projects::id.eq(Stored(scope.project()))).first(conn).await?)
        })
    }
}

impl<C> Tx<'_, C> {
    /// Says that the record is another.
    pub(super) fn project_changed(&mut self, id: ProjectId, revision: i64) {
        self.changed(Topic::Project(id), revision);
        self.changed(Topic::Projects, 0);
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// The record, locked by a write, if it still has the revision that somebody saw.
        pub(super) async fn project_at(&mut self, id: ProjectId, revision: i64) -> Result<Project> {
            let project = self.locked_project(id).await?;
            revision::must_be(revision, project.revision)?;
            Ok(project)
        }

        /// The record, locked by a write: who changes members or contents comes one after the other.
        pub(super) async fn locked_project(&mut self, id: ProjectId) -> Result<Project> {
            Ok(diesel::update(projects::table.find(Stored(id)))
                .set(projects::revision.eq(projects::revision))
                .returning(Project::as_returning())
                .get_result(self.conn)
                .await?)
        }
    }
}
