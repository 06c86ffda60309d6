//! A jar's record, and its content.

use super::versions::JarVersion;
use crate::{
    ContentHash, Result, Store,
    database::with_conn,
    schema::{jar_versions, project_files},
    stored::Stored,
};
use bytes::Bytes;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures::stream::BoxStream;
use model::{
    JarName, ProjectFileId, ProjectFileKind, ProjectId,
    authority::{FileView, Scope, SystemScope},
};

/// A jar that belongs to a project.
#[derive(Clone, Debug, PartialEq, Queryable)]
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
    /// Its newest version, which SQL that names the jar gets.
    pub newest: JarVersion,
}

/// Jars as [`ProjectFile`] reads them.
macro_rules! files {
    () => {
        project_files::table
            .inner_join(
                $crate::schema::jar_versions::table.on($crate::schema::jar_versions::file_id
                    .eq(project_files::id)
                    .and($crate::schema::jar_versions::number.eq(project_files::newest))),
            )
            .select((
                project_files::id,
                project_files::project_id,
                project_files::name,
                project_files::kind,
                $crate::JarVersion::as_select(),
            ))
    };
}
pub(super) use files;

impl Store {
    /// The project's jars, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn project_files(&self, scope: &Scope<FileView>) -> Result<Vec<ProjectFile>> {
        self.files_of(scope.project()).await
    }

    /// A jar of the project.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn project_file(&self, scope: &Scope<FileView>, id: ProjectFileId) -> Result<ProjectFile> {
        let here = project_files::id.eq(Stored(id)).and(project_files::project_id.eq(Stored(scope.project())));
        with_conn!(self, |conn| Ok(files!().filter(here).first(conn).await?))
    }

    /// The jars of any project, for whoever hands them to an engine.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn files_of_project(&self, _: &SystemScope, project: ProjectId) -> Result<Vec<ProjectFile>> {
        self.files_of(project).await
    }

    /// The content of a version of a jar of the project, piece by piece.
    ///
    /// # Errors
    /// [`crate::Error::Missing`], or [`crate::Error::Files`], also from the stream.
    pub async fn open_file(
        &self,
        scope: &Scope<FileView>,
        (file, number): (ProjectFileId, i64),
    ) -> Result<BoxStream<'static, Result<Bytes>>> {
        let this = jar_versions::file_id.eq(Stored(file)).and(jar_versions::number.eq(number));
        let here = this.and(jar_versions::project_id.eq(Stored(scope.project())));
        let hash: Stored<ContentHash> = with_conn!(self, |conn| {
            jar_versions::table.filter(here).select(jar_versions::sha256).first(conn).await?
        });
        self.files().stream(&hash.0).await
    }

    async fn files_of(&self, project: ProjectId) -> Result<Vec<ProjectFile>> {
        with_conn!(self, |conn| {
            let of_project = files!().filter(project_files::project_id.eq(Stored(project)));
            Ok(of_project.order(project_files::name_key).load(conn).await?)
        })
    }
}
