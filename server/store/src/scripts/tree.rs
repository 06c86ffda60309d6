//! The tree of folders and scripts of a project, as much of it as somebody sees.

use super::{
    content::FolderContent,
    folder::{Folder, FolderPaths},
    reader::Reader,
    record::ScriptEntry,
};
use crate::{
    Error, PageRequest, Result, Store,
    database::{on_both, with_conn},
    schema::{script_folders, scripts},
    stored::Stored,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    FolderId, ScriptId,
    authority::{Scope, ScriptView},
};
use std::collections::HashMap;

/// A tree with at most this many scripts and as many folders is read as a whole.
const WHOLE: i64 = 200;
/// Of a larger one, so many entries are read of a folder where few are open, …
const OF_ONE: u32 = 100;
/// … and about so many of all of them together where many are, …
const OF_ALL: u32 = 400;
/// … but so many of each in any case.
const OF_EACH: u32 = 20;

/// What lies at the top and in the open folders; in every folder, where there are few entries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScriptTree {
    contents: HashMap<Option<FolderId>, FolderContent>,
    /// The open folders and those they lie in.
    pub open: FolderPaths,
}

impl ScriptTree {
    /// What lies in a folder, by name; `None` where nobody looked, nothing where it is empty.
    pub fn content(&self, folder: Option<FolderId>) -> Option<&FolderContent> {
        self.contents.get(&folder)
    }

    /// True when there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.content(None).is_none_or(|top| top.total == 0)
    }
}

impl Store {
    /// The project's tree with these folders open, and with them those that they lie in.
    ///
    /// # Errors
    /// [`Error::Missing`] when one of them is not there.
    pub async fn script_tree(&self, scope: &Scope<ScriptView>, open: &[FolderId]) -> Result<ScriptTree> {
        with_conn!(self, |conn| {
            let mut reader = Reader { conn, project: scope.project() };
            let paths = reader.paths(open.to_vec()).await?;
            if open.iter().any(|id| paths.get(*id).is_none()) {
                return Err(Error::Missing);
            }
            let contents = match reader.is_small().await? {
                true => reader.whole().await?,
                false => reader.part(&paths).await?,
            };
            Ok(ScriptTree { contents, open: paths })
        })
    }

    /// The script of the project that was changed last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn latest_script(&self, scope: &Scope<ScriptView>) -> Result<Option<ScriptId>> {
        with_conn!(self, |conn| {
            let latest: Option<Stored<ScriptId>> = scripts::table
                .filter(scripts::project_id.eq(Stored(scope.project())))
                .order(scripts::changed_at.desc())
                .select(scripts::id)
                .first(conn)
                .await
                .optional()?;
            Ok(latest.map(|Stored(id)| id))
        })
    }
}

/// Entries to be read of each open folder, the top among them.
fn of_each(open: usize) -> u32 {
    let open = u32::try_from(open).unwrap_or(u32::MAX);
    (OF_ALL / open.max(1)).clamp(OF_EACH, OF_ONE)
}

/// Every folder with what lies in it.
fn by_folder(folders: Vec<Folder>, scripts: Vec<ScriptEntry>) -> HashMap<Option<FolderId>, FolderContent> {
    let all = folders.iter().map(|folder| Some(folder.id)).chain([None]);
    let mut contents: HashMap<_, FolderContent> = all.map(|id| (id, FolderContent::default())).collect();
    for folder in folders {
        contents.entry(folder.parent_id).or_default().folders.push(folder);
    }
    for script in scripts {
        contents.entry(script.folder_id).or_default().scripts.push(script);
    }
    for content in contents.values_mut() {
        content.total = content.shown();
    }
    contents
}

on_both! {
    impl Reader<'_, Conn> {
        /// True when there are so few entries that all can be read. Finding out takes as many steps, not more.
        async fn is_small(&mut self) -> Result<bool> {
            let scripts = scripts::table.filter(scripts::project_id.eq(Stored(self.project)));
            let beyond: Option<String> =
                scripts.select(scripts::project_id).offset(WHOLE).first(self.conn).await.optional()?;
            if beyond.is_some() {
                return Ok(false);
            }
            let folders = script_folders::table.filter(script_folders::project_id.eq(Stored(self.project)));
            let beyond: Option<String> =
                folders.select(script_folders::project_id).offset(WHOLE).first(self.conn).await.optional()?;
            Ok(beyond.is_none())
        }

        async fn whole(&mut self) -> Result<HashMap<Option<FolderId>, FolderContent>> {
            let folders = Folder::query()
                .filter(script_folders::project_id.eq(Stored(self.project)))
                .order((script_folders::name_key, script_folders::id))
                .load(self.conn)
                .await?;
            let scripts = ScriptEntry::query()
                .filter(scripts::project_id.eq(Stored(self.project)))
                .order((scripts::name_key, scripts::id))
                .load(self.conn)
                .await?;
            Ok(by_folder(folders, scripts))
        }

        async fn part(&mut self, open: &FolderPaths) -> Result<HashMap<Option<FolderId>, FolderContent>> {
            let open: Vec<_> = open.folders().map(|folder| Some(folder.id)).chain([None]).collect();
            let page = PageRequest { number: 0, size: of_each(open.len()) };
            let mut contents = HashMap::new();
            for folder in open {
                contents.insert(folder, self.content(folder, page).await?);
            }
            Ok(contents)
        }
    }
}
