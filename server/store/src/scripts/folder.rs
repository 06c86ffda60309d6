//! Folders, and the way from the top to them.

use super::reader::Reader;
use crate::{
    Error, Result, Store, database::on_both, database::with_conn, schema::script_folders, search, stored::Stored,
    stored::key_of,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    FolderId,
    authority::{Scope, ScriptView},
};
use std::collections::HashMap;

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

/// Some folders, and all folders that they lie in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FolderPaths(pub(super) HashMap<FolderId, Folder>);

impl FolderPaths {
    /// The folders from the top down to this one; none for the top, and for one that is not known.
    pub fn path(&self, folder: Option<FolderId>) -> Vec<&Folder> {
        let mut path: Vec<&Folder> = Vec::new();
        let mut at = folder;
        while path.len() < self.0.len()
            && let Some(found) = at.and_then(|id| self.0.get(&id))
        {
            path.push(found);
            at = found.parent_id;
        }
        path.reverse();
        path
    }

    /// The same as a text: `Orders / Daily`.
    pub fn text(&self, folder: Option<FolderId>) -> String {
        self.path(folder).iter().map(|folder| folder.name.as_str()).collect::<Vec<_>>().join(" / ")
    }

    /// A folder that is among them.
    pub fn get(&self, folder: FolderId) -> Option<&Folder> {
        self.0.get(&folder)
    }

    /// All of them, in no order.
    pub fn folders(&self) -> impl Iterator<Item = &Folder> {
        self.0.values()
    }
}

/// Folders to choose from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FolderChoices {
    /// Which, by their names.
    pub folders: Vec<FolderId>,
    /// How they are called, and what they lie in.
    pub paths: FolderPaths,
    /// True when there are more.
    pub has_more: bool,
}

impl Store {
    /// A folder of the project with those it lies in.
    ///
    /// # Errors
    /// [`Error::Missing`].
    pub async fn folder(&self, scope: &Scope<ScriptView>, id: FolderId) -> Result<(Folder, FolderPaths)> {
        with_conn!(self, |conn| {
            let paths = Reader { conn, project: scope.project() }.paths(vec![id]).await?;
            let folder = paths.get(id).cloned().ok_or(Error::Missing)?;
            Ok((folder, paths))
        })
    }

    /// Folders that have this in their name, whatever its case, at most `most` of them; all for no text. Those `with` are
    /// among them whatever they are called, if they are the project's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn folder_choices(
        &self,
        scope: &Scope<ScriptView>,
        text: &str,
        with: &[FolderId],
        most: usize,
    ) -> Result<FolderChoices> {
        let key = search::containing(&key_of(text.trim()));
        with_conn!(self, |conn| {
            let found: Vec<Stored<FolderId>> = script_folders::table
                .filter(script_folders::project_id.eq(Stored(scope.project())))
                .filter(script_folders::name_key.like(key).escape('\\'))
                .order(script_folders::name_key)
                .limit(most as i64 + 1)
                .select(script_folders::id)
                .load(conn)
                .await?;
            let has_more = found.len() > most;
            let mut folders: Vec<FolderId> = found.into_iter().take(most).map(|Stored(id)| id).collect();
            let others: Vec<FolderId> = with.iter().copied().filter(|id| !folders.contains(id)).collect();
            folders.extend(others);
            let paths = Reader { conn, project: scope.project() }.paths(folders.clone()).await?;
            folders.retain(|id| paths.get(*id).is_some());
            Ok(FolderChoices { folders, paths, has_more })
        })
    }
}

on_both! {
    impl Reader<'_, Conn> {
        /// These folders, as far as they are the project's, and all that they lie in: one statement for each storey.
        pub(super) async fn paths(&mut self, folders: Vec<FolderId>) -> Result<FolderPaths> {
            let (mut wanted, mut known) = (folders, HashMap::new());
            while !wanted.is_empty() {
                let ids: Vec<_> = wanted.drain(..).map(Stored).collect();
                let found: Vec<Folder> = Folder::query()
                    .filter(script_folders::project_id.eq(Stored(self.project)))
                    .filter(script_folders::id.eq_any(&ids))
                    .load(self.conn)
                    .await?;
                let above: Vec<FolderId> = found.iter().filter_map(|folder| folder.parent_id).collect();
                known.extend(found.into_iter().map(|folder| (folder.id, folder)));
                wanted.extend(above.into_iter().filter(|id| !known.contains_key(id)));
                wanted.sort_unstable();
                wanted.dedup();
            }
            Ok(FolderPaths(known))
        }
    }
}
