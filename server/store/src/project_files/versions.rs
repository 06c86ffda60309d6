//! What a jar was and is: numbered, and never changed.

use crate::{
    ContentHash, Job, OperationClaim, Page, PageRequest, Result, Store,
    database::{in_transaction, with_conn},
    json_text::Json,
    schema::{jar_versions, project_files, users},
    stored::Stored,
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    ClassName, JarName, JarProgram, JarVersionId, ProjectFileId, UserId,
    authority::{FileView, Scope, SystemScope},
};

/// A content that a jar had at some time, or has.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = jar_versions)]
pub struct JarVersion {
    /// The id.
    #[diesel(deserialize_as = Stored<JarVersionId>)]
    pub id: JarVersionId,
    /// Of which jar.
    #[diesel(deserialize_as = Stored<ProjectFileId>)]
    pub file_id: ProjectFileId,
    /// From 1, in the order of their coming.
    pub number: i64,
    /// What is new in it; may be empty.
    pub note: String,
    /// Of its content.
    #[diesel(deserialize_as = Stored<ContentHash>)]
    pub sha256: ContentHash,
    /// In bytes.
    pub size: i64,
    /// The class that its manifest names.
    #[diesel(deserialize_as = Stored<Option<ClassName>>)]
    pub main_class: Option<ClassName>,
    /// Its public classes with a `main`, by name; nobody looked for them in jars that are there since before there were versions.
    #[diesel(deserialize_as = Json<Vec<ClassName>>)]
    pub programs: Vec<ClassName>,
    /// By whom.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub created_by: UserId,
    /// When.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub created_at: DateTime<Utc>,
}

/// A version in a list.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct JarVersionLine {
    /// The version.
    pub version: JarVersion,
    /// How the one who brought it is called now.
    pub created_by: String,
}

/// What a deploy of a jar runs.
#[derive(Clone, Debug, PartialEq)]
pub struct RunnableJar {
    /// How it is called.
    pub name: JarName,
    /// The chosen version, or the newest.
    pub version: JarVersion,
}

impl From<Json<Self>> for Vec<ClassName> {
    fn from(read: Json<Self>) -> Self {
        read.0
    }
}

impl Store {
    /// A page of a jar's versions, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jar_versions(
        &self,
        scope: &Scope<FileView>,
        file: ProjectFileId,
        page: PageRequest,
    ) -> Result<Page<JarVersionLine>> {
        let theirs = || {
            let here = jar_versions::project_id.eq(Stored(scope.project()));
            jar_versions::table.filter(here.and(jar_versions::file_id.eq(Stored(file))))
        };
        with_conn!(self, |conn| {
            let rows = theirs()
                .inner_join(users::table.on(users::id.eq(jar_versions::created_by)))
                .order(jar_versions::number.desc())
                .limit(page.limit())
                .offset(page.offset())
                .select((JarVersion::as_select(), users::display_name))
                .load(conn)
                .await?;
            Ok(Page { rows, total: theirs().count().get_result(conn).await? })
        })
    }

    /// A version of a jar of the project by its id.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn jar_version(&self, scope: &Scope<FileView>, id: JarVersionId) -> Result<JarVersion> {
        let here = jar_versions::id.eq(Stored(id)).and(jar_versions::project_id.eq(Stored(scope.project())));
        with_conn!(self, |conn| Ok(JarVersion::query().filter(here).first(conn).await?))
    }

    /// The version of its jar that a deploy of the job runs: the chosen one, or the newest.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`] when the operation is somebody else's, [`crate::Error::Missing`] when the jar or the version is gone.
    pub async fn jar_for_deploy(
        &self,
        _: &SystemScope,
        claim: &OperationClaim,
        (job, program): (&Job, &JarProgram),
    ) -> Result<RunnableJar> {
        in_transaction!(self, |tx| {
            tx.must_carry(claim).await?;
            let here = project_files::id.eq(Stored(program.jar));
            let here = here.and(project_files::project_id.eq(Stored(job.project_id)));
            let (Stored(name), newest): (Stored<JarName>, i64) = project_files::table
                .filter(here)
                .select((project_files::name, project_files::newest))
                .first(tx.conn)
                .await?;
            let of_jar = JarVersion::query().filter(jar_versions::file_id.eq(Stored(program.jar)));
            let version = match program.version {
                Some(version) => of_jar.filter(jar_versions::id.eq(Stored(version))).first(tx.conn).await?,
                None => of_jar.filter(jar_versions::number.eq(newest)).first(tx.conn).await?,
            };
            Ok(RunnableJar { name, version })
        })
    }
}
