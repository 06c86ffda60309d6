//! The tree of folders and scripts of a project.

use crate::{
    Result, Store,
    database::with_conn,
    schema::{script_folders, scripts},
    scripts::ScriptEntry,
    stored::Stored,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    FolderId,
    authority::{Scope, ScriptView},
};

/// A folder of scripts.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = script_folders)]
pub struct Folder {
    /// The id.
    #[diesel(deserialize_as = Stored<FolderId>)]
    pub id: FolderId,
    /// In which folder; `None` at the top.
    #[diesel(deserialize_as = Stored<Option<FolderId>>)]
    pub parent_id: Option<FolderId>,
    /// No two in a folder differ in case only.
    pub name: String,
    /// Goes up with every change.
    pub revision: i64,
}

/// All folders and scripts of a project, by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScriptTree {
    /// The folders.
    pub folders: Vec<Folder>,
    /// The scripts, without their text.
    pub scripts: Vec<ScriptEntry>,
}

impl Store {
    /// The project's folders and scripts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn script_tree(&self, scope: &Scope<ScriptView>) -> Result<ScriptTree> {
        let project = Stored(scope.project());
        with_conn!(self, |conn| {
            let folders = Folder::query()
                .filter(script_folders::project_id.eq(project))
                .order((script_folders::name_key, script_folders::id))
                .load(conn)
                .await?;
            let scripts = ScriptEntry::query()
                .filter(scripts::project_id.eq(project))
                .order((scripts::name_key, scripts::id))
                .load(conn)
                .await?;
            Ok(ScriptTree { folders, scripts })
        })
    }
}
