//! How folders come, move and go.

use super::{depth::Nesting, folder::Folder};
use crate::{
    Act, Error, OnConstraint, RequestId, Result, Store,
    database::{in_transaction, on_both},
    revision,
    schema::{script_folders, scripts},
    stored::{Stored, key_of},
    transaction::Tx,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, FolderId, Name, ProjectId, ScriptId, Topic,
    authority::{Scope, ScriptEdit},
};
use serde_json::json;

/// What goes with a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderDeletion {
    /// Nothing: it has to be empty.
    OnlyIfEmpty,
    /// All that lies in it.
    WithContent,
}

impl Store {
    /// Makes a folder in another one, or at the top.
    ///
    /// # Errors
    /// The problems [`Code::NameTaken`] at `name`; [`Code::Missing`] or [`Code::TooDeep`] at `folder`.
    pub async fn create_folder(
        &self,
        scope: &Scope<ScriptEdit>,
        parent: Option<FolderId>,
        name: &Name,
        request: &RequestId,
    ) -> Result<Folder> {
        in_transaction!(self, |tx| {
            let nesting = tx.nesting(scope.project()).await?;
            nesting.must_have(parent)?;
            nesting.must_have_room(parent, None).map_err(|code| code.at("folder"))?;
            let folder: Folder = diesel::insert_into(script_folders::table)
                .values((
                    script_folders::id.eq(Stored(tx.id::<FolderId>())),
                    script_folders::project_id.eq(Stored(scope.project())),
                    script_folders::parent_id.eq(parent.map(Stored)),
                    script_folders::name.eq(name.as_str()),
                    script_folders::name_key.eq(key_of(name.as_str())),
                    script_folders::created_by.eq(Stored(scope.user())),
                    script_folders::created_at.eq(tx.at()),
                    script_folders::revision.eq(1_i64),
                ))
                .returning(Folder::as_returning())
                .get_result(tx.conn)
                .await
                .on_taken_name(name)?;
            tx.changed(Topic::Scripts(scope.project()), 0);
            tx.audit(act("folder.create", scope, &folder, request).after(json!({"folder": parent}))).await?;
            Ok(folder)
        })
    }

    /// Gives a folder another name.
    ///
    /// # Errors
    /// [`Error::Missing`], or the problems [`Code::StaleRevision`] and [`Code::NameTaken`] at `name`.
    pub async fn rename_folder(
        &self,
        scope: &Scope<ScriptEdit>,
        id: FolderId,
        revision: i64,
        name: &Name,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let folder = tx.folder_at(scope.project(), id, revision).await?;
            diesel::update(script_folders::table.find(Stored(id)))
                .set((
                    script_folders::name.eq(name.as_str()),
                    script_folders::name_key.eq(key_of(name.as_str())),
                    script_folders::revision.eq(script_folders::revision + 1),
                ))
                .execute(tx.conn)
                .await
                .on_taken_name(name)?;
            tx.changed(Topic::Scripts(scope.project()), 0);
            let act = act("folder.rename", scope, &folder, request).before(json!({"name": folder.name}));
            tx.audit(act.after(json!({"name": name}))).await
        })
    }

    /// Puts a folder with all that lies in it into another one, or at the top.
    ///
    /// # Errors
    /// [`Error::Missing`], or the problems [`Code::StaleRevision`]; [`Code::NameTaken`] at `name`;
    /// [`Code::Missing`], [`Code::MovedIntoItself`] or [`Code::TooDeep`] at `folder`.
    pub async fn move_folder(
        &self,
        scope: &Scope<ScriptEdit>,
        id: FolderId,
        revision: i64,
        parent: Option<FolderId>,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let nesting = tx.nesting(scope.project()).await?;
            let folder = tx.folder_at(scope.project(), id, revision).await?;
            nesting.must_have(parent)?;
            nesting.must_have_room(parent, Some(id)).map_err(|code| code.at("folder"))?;
            diesel::update(script_folders::table.find(Stored(id)))
                .set((
                    script_folders::parent_id.eq(parent.map(Stored)),
                    script_folders::revision.eq(script_folders::revision + 1),
                ))
                .execute(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: folder.name.clone() }.at("name"))?;
            tx.changed(Topic::Scripts(scope.project()), 0);
            let act = act("folder.move", scope, &folder, request).before(json!({"folder": folder.parent_id}));
            tx.audit(act.after(json!({"folder": parent}))).await
        })
    }

    /// Deletes a folder.
    ///
    /// # Errors
    /// [`Error::Missing`], or the problems [`Code::StaleRevision`] and [`Code::NotEmpty`] at `folder`.
    pub async fn delete_folder(
        &self,
        scope: &Scope<ScriptEdit>,
        id: FolderId,
        revision: i64,
        deletion: FolderDeletion,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let nesting = tx.nesting(scope.project()).await?;
            let folder = tx.folder_at(scope.project(), id, revision).await?;
            let inside: Vec<Stored<FolderId>> =
                nesting.0.keys().filter(|inner| nesting.lies_in(Some(**inner), id)).copied().map(Stored).collect();
            let gone: Vec<(Stored<ScriptId>, String, i64)> = scripts::table
                .filter(scripts::folder_id.eq_any(&inside))
                .select((scripts::id, scripts::name, scripts::revision))
                .load(tx.conn)
                .await?;
            let is_empty = gone.is_empty() && inside.len() == 1;
            if deletion == FolderDeletion::OnlyIfEmpty && !is_empty {
                return Err(Code::NotEmpty.at("folder").into());
            }
            // What lies in it goes with it.
            diesel::delete(script_folders::table.find(Stored(id))).execute(tx.conn).await?;
            for (Stored(script), _, revision) in &gone {
                tx.changed(Topic::Script(scope.project(), *script), revision + 1);
            }
            tx.changed(Topic::Scripts(scope.project()), 0);
            let names: Vec<&str> = gone.iter().map(|(_, name, _)| name.as_str()).collect();
            let held = json!({"folders": inside.len() - 1, "scripts": names});
            tx.audit(act("folder.delete", scope, &folder, request).before(held)).await
        })
    }
}

fn act(act: &'static str, scope: &Scope<ScriptEdit>, folder: &Folder, request: &RequestId) -> Act {
    Act::new(act, request).by(scope.user()).in_project(scope.project()).on("folder", folder.id, &folder.name)
}

/// A name that is taken in its folder.
pub(super) trait OnTakenName<T> {
    /// Says so at the field `name`.
    fn on_taken_name(self, name: &Name) -> Result<T>;
}

impl<T> OnTakenName<T> for Result<T, diesel::result::Error> {
    fn on_taken_name(self, name: &Name) -> Result<T> {
        self.map_err(Error::from).on_taken(|| Code::NameTaken { name: name.to_string() }.at("name"))
    }
}

impl Nesting {
    /// Refuses a folder that is not one of the project's.
    pub(super) fn must_have(&self, folder: Option<FolderId>) -> Result<()> {
        match folder {
            Some(id) if !self.0.contains_key(&id) => Err(Code::Missing.at("folder").into()),
            _ => Ok(()),
        }
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Refuses a folder that is not one of the project's; nobody deletes it before this transaction ends.
        pub(super) async fn must_have_folder(&mut self, project: ProjectId, folder: Option<FolderId>) -> Result<()> {
            self.one_at_a_time(&format!("folders.{project}")).await?;
            let Some(id) = folder else { return Ok(()) };
            let here = script_folders::id.eq(Stored(id)).and(script_folders::project_id.eq(Stored(project)));
            let found: i64 = script_folders::table.filter(here).count().get_result(self.conn).await?;
            match found {
                0 => Err(Code::Missing.at("folder").into()),
                _ => Ok(()),
            }
        }

        /// Which folder of the project lies in which; nobody else moves one before this transaction ends.
        pub(super) async fn nesting(&mut self, project: ProjectId) -> Result<Nesting> {
            self.one_at_a_time(&format!("folders.{project}")).await?;
            let rows: Vec<(Stored<FolderId>, Stored<Option<FolderId>>)> = script_folders::table
                .filter(script_folders::project_id.eq(Stored(project)))
                .select((script_folders::id, script_folders::parent_id))
                .load(self.conn)
                .await?;
            Ok(Nesting(rows.into_iter().map(|(Stored(id), Stored(parent))| (id, parent)).collect()))
        }

        /// A folder of the project, locked by a write, if it has the revision that somebody saw.
        async fn folder_at(&mut self, project: ProjectId, id: FolderId, revision: i64) -> Result<Folder> {
            let here = script_folders::id.eq(Stored(id)).and(script_folders::project_id.eq(Stored(project)));
            let folder: Folder = diesel::update(script_folders::table.filter(here))
                .set(script_folders::revision.eq(script_folders::revision))
                .returning(Folder::as_returning())
                .get_result(self.conn)
                .await?;
            revision::must_be(revision, folder.revision)?;
            Ok(folder)
        }
    }
}
