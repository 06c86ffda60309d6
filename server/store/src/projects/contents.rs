//! What a project holds: shown before it is deleted, and kept in the audit afterwards.

use crate::{Result, Store, database::with_conn, schema::members, stored::Stored};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::authority::{ProjectManage, Scope};
use serde::Serialize;

/// How many of each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ProjectContents {
    /// People who belong to it.
    pub members: i64,
}

impl Store {
    /// Counts what the project holds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn project_contents(&self, scope: &Scope<ProjectManage>) -> Result<ProjectContents> {
        let project = Stored(scope.project());
        with_conn!(self, |conn| {
            let members = members::table
                .filter(members::project_id.eq(project))
                .count()
                .get_result(conn)
                .await?;
            Ok(ProjectContents { members })
        })
    }
}
