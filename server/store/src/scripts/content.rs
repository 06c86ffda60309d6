//! What lies in a folder, by pages: ten thousand scripts in one cost what is shown of them.

use super::{folder::Folder, reader::Reader, record::ScriptEntry};
use crate::{
    PageRequest, Result, Store,
    database::{on_both, with_conn},
    schema::{script_folders, scripts},
    stored::Stored,
};
use diesel::{dsl::sql, prelude::*, sql_types::Text};
use diesel_async::RunQueryDsl;
use model::{
    FolderId,
    authority::{Scope, ScriptView},
};

/// A page of what lies in a folder, or at the top: first the folders in it, then the scripts, each by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FolderContent {
    /// Folders on the page.
    pub folders: Vec<Folder>,
    /// Scripts on the page, without their text.
    pub scripts: Vec<ScriptEntry>,
    /// How many folders and scripts all pages have.
    pub total: i64,
}

impl FolderContent {
    /// How many entries the page has.
    pub fn shown(&self) -> i64 {
        (self.folders.len() + self.scripts.len()) as i64
    }
}

impl Store {
    /// A page of what lies in a folder of the project, or at its top. Nothing lies in a folder that is not there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn folder_content(
        &self,
        scope: &Scope<ScriptView>,
        folder: Option<FolderId>,
        page: PageRequest,
    ) -> Result<FolderContent> {
        with_conn!(self, |conn| Reader { conn, project: scope.project() }.content(folder, page).await)
    }
}

/// Written as in the indexes of names, which have it in their order: that is what makes a page of it cheap.
macro_rules! lies_in {
    ($table:literal, $column:literal, $folder:expr) => {
        sql::<Text>(concat!("COALESCE(", $table, ".", $column, ", '')"))
            .eq($folder.map(|id: FolderId| id.to_string()).unwrap_or_default())
    };
}

on_both! {
    impl Reader<'_, Conn> {
        /// A page of what lies there. What is not shown is counted only where there is more than is shown.
        pub(super) async fn content(&mut self, folder: Option<FolderId>, page: PageRequest) -> Result<FolderContent> {
            let folders: Vec<Folder> = Folder::query()
                .filter(script_folders::project_id.eq(Stored(self.project)))
                .filter(lies_in!("script_folders", "parent_id", folder))
                .order(script_folders::name_key)
                .limit(page.limit())
                .offset(page.offset())
                .load(self.conn)
                .await?;
            let (shown, room) = (folders.len() as i64, page.limit() - folders.len() as i64);
            let all_folders = match page.number == 0 && room > 0 {
                true => shown,
                false => self.folders_in(folder).await?,
            };
            let skipped = (page.offset() - all_folders).max(0);
            let scripts: Vec<ScriptEntry> = ScriptEntry::query()
                .filter(scripts::project_id.eq(Stored(self.project)))
                .filter(lies_in!("scripts", "folder_id", folder))
                .order(scripts::name_key)
                .limit(room)
                .offset(skipped)
                .load(self.conn)
                .await?;
            let all_scripts = match skipped == 0 && (scripts.len() as i64) < room {
                true => scripts.len() as i64,
                false => self.scripts_in(folder).await?,
            };
            Ok(FolderContent { folders, scripts, total: all_folders + all_scripts })
        }

        async fn folders_in(&mut self, folder: Option<FolderId>) -> Result<i64> {
            let all = script_folders::table
                .filter(script_folders::project_id.eq(Stored(self.project)))
                .filter(lies_in!("script_folders", "parent_id", folder));
            Ok(all.count().get_result(self.conn).await?)
        }

        async fn scripts_in(&mut self, folder: Option<FolderId>) -> Result<i64> {
            let all = scripts::table
                .filter(scripts::project_id.eq(Stored(self.project)))
                .filter(lies_in!("scripts", "folder_id", folder));
            Ok(all.count().get_result(self.conn).await?)
        }
    }
}
