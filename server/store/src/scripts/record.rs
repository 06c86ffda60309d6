//! A script's record.

use crate::{Result, Store, database::with_conn, schema::scripts, stored::Stored};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    FolderId, ProjectId, ScriptId, UserId,
    authority::{Scope, ScriptView},
};

/// A script with its text.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = scripts)]
pub struct Script {
    /// The id.
    #[diesel(deserialize_as = Stored<ScriptId>)]
    pub id: ScriptId,
    /// Where.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// In which folder; `None` at the top.
    #[diesel(deserialize_as = Stored<Option<FolderId>>)]
    pub folder_id: Option<FolderId>,
    /// No two in a folder differ in case only.
    pub name: String,
    /// At most 1 MiB, with `\n` at the end of lines.
    pub text: String,
    /// Who made it.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub created_by: UserId,
    /// When.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub created_at: DateTime<Utc>,
    /// Who last changed its text.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub changed_by: UserId,
    /// When.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub changed_at: DateTime<Utc>,
    /// Goes up with every change.
    pub revision: i64,
}

/// A script in a list or a tree, without its text.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = scripts)]
pub struct ScriptEntry {
    /// The id.
    #[diesel(deserialize_as = Stored<ScriptId>)]
    pub id: ScriptId,
    /// Where.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// In which folder; `None` at the top.
    #[diesel(deserialize_as = Stored<Option<FolderId>>)]
    pub folder_id: Option<FolderId>,
    /// How it is called.
    pub name: String,
    /// Who last changed its text.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub changed_by: UserId,
    /// When.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub changed_at: DateTime<Utc>,
    /// Goes up with every change.
    pub revision: i64,
}

impl Store {
    /// A script of the project.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn script(&self, scope: &Scope<ScriptView>, id: ScriptId) -> Result<Script> {
        with_conn!(self, |conn| {
            let here = scripts::id.eq(Stored(id)).and(scripts::project_id.eq(Stored(scope.project())));
            Ok(Script::query().filter(here).first(conn).await?)
        })
    }

    /// The scripts that were changed last, whatever folder they are in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_scripts(&self, scope: &Scope<ScriptView>, most: i64) -> Result<Vec<ScriptEntry>> {
        with_conn!(self, |conn| {
            Ok(ScriptEntry::query()
                .filter(scripts::project_id.eq(Stored(scope.project())))
                .order(scripts::changed_at.desc())
                .limit(most)
                .load(conn)
                .await?)
        })
    }
}
