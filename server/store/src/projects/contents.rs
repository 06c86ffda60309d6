//! What a project holds: shown before it is deleted, and kept in the audit afterwards.

use crate::{
    Result, Store,
    database::with_conn,
    schema::{jobs, members, project_files, queries, runs, scripts, session_cluster_grants, templates, variables},
    stored::Stored,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::authority::{ProjectManage, Scope};
use serde::Serialize;

/// How many of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProjectContents {
    /// People who belong to it.
    pub members: i64,
    /// Scripts.
    pub scripts: i64,
    /// Jobs, with all they ran.
    pub jobs: i64,
    /// Templates.
    pub templates: i64,
    /// Variables.
    pub variables: i64,
    /// Queries in the history, with the rows they keep.
    pub queries: i64,
    /// Queries that are not over.
    pub running_queries: i64,
    /// Jobs on engines that may still run; they go on.
    pub running_jobs: i64,
    /// Jars.
    pub files: i64,
    /// Clusters that it may use.
    pub clusters: i64,
}

impl Store {
    /// Counts what the project holds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn project_contents(&self, scope: &Scope<ProjectManage>) -> Result<ProjectContents> {
        let project = Stored(scope.project());
        with_conn!(self, |conn| {
            macro_rules! count {
                ($table:ident) => {
                    $table::table.filter($table::project_id.eq(project)).count()
                };
            }
            Ok(ProjectContents {
                members: count!(members).get_result(conn).await?,
                scripts: count!(scripts).get_result(conn).await?,
                jobs: count!(jobs).get_result(conn).await?,
                templates: count!(templates).get_result(conn).await?,
                variables: count!(variables).get_result(conn).await?,
                queries: count!(queries).get_result(conn).await?,
                running_queries: count!(queries).filter(queries::ended_at.is_null()).get_result(conn).await?,
                running_jobs: count!(runs).filter(runs::ended_at.is_null()).get_result(conn).await?,
                files: count!(project_files).get_result(conn).await?,
                clusters: count!(session_cluster_grants).get_result(conn).await?,
            })
        })
    }
}
