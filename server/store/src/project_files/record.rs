//! A project file's record, and its content.

use crate::{ContentHash, Result, Store, database::with_conn, schema::project_files, stored::Stored};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures::stream::BoxStream;
use model::{
    JarName, ProjectFileId, ProjectFileKind, ProjectId, UserId,
    authority::{FileView, Scope, SystemScope},
};

/// A jar that belongs to a project.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = project_files)]
pub struct ProjectFile {
    /// The id.
    #[diesel(deserialize_as = Stored<ProjectFileId>)]
    pub id: ProjectFileId,
    /// Whose it is.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// No two differ in case only.
    #[diesel(deserialize_as = Stored<JarName>)]
    pub name: JarName,
    /// What it is for.
    #[diesel(deserialize_as = Stored<ProjectFileKind>)]
    pub kind: ProjectFileKind,
    /// Of its content.
    #[diesel(deserialize_as = Stored<ContentHash>)]
    pub sha256: ContentHash,
    /// In bytes.
    pub size: i64,
    /// By whom.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub uploaded_by: UserId,
    /// When.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub uploaded_at: DateTime<Utc>,
}

impl Store {
    /// The project's files, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn project_files(&self, scope: &Scope<FileView>) -> Result<Vec<ProjectFile>> {
        self.files_of(scope.project()).await
    }

    /// The files of any project, for whoever hands them to an engine.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn files_of_project(&self, _: &SystemScope, project: ProjectId) -> Result<Vec<ProjectFile>> {
        self.files_of(project).await
    }

    /// A file of the project, and its content piece by piece.
    ///
    /// # Errors
    /// [`crate::Error::Missing`], or [`crate::Error::Files`], also from the stream.
    pub async fn open_file(
        &self,
        scope: &Scope<FileView>,
        id: ProjectFileId,
    ) -> Result<(ProjectFile, BoxStream<'static, Result<Bytes>>)> {
        let here = project_files::id.eq(Stored(id)).and(project_files::project_id.eq(Stored(scope.project())));
        let file: ProjectFile = with_conn!(self, |conn| ProjectFile::query().filter(here).first(conn).await?);
        let content = self.files().stream(&file.sha256).await?;
        Ok((file, content))
    }

    async fn files_of(&self, project: ProjectId) -> Result<Vec<ProjectFile>> {
        with_conn!(self, |conn| {
            Ok(ProjectFile::query()
                .filter(project_files::project_id.eq(Stored(project)))
                .order(project_files::name_key)
                .load(conn)
                .await?)
        })
    }
}
