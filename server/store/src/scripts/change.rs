//! How scripts come, move and go.

use super::folders::OnTakenName;
use crate::{
    Act, Error, OnConstraint, RequestId, Result, Store,
    database::{in_transaction, on_both},
    revision,
    schema::scripts,
    scripts::{Script, ScriptEntry},
    stored::{Stored, key_of},
    transaction::Tx,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, FolderId, Name, ProjectId, ScriptId, ScriptText, Topic,
    authority::{Scope, ScriptEdit},
};
use serde_json::json;

/// A script to be made.
#[derive(Clone, Debug)]
pub struct NewScript {
    /// In which folder; `None` at the top.
    pub folder: Option<FolderId>,
    /// How it is called.
    pub name: Name,
    /// What it says at first.
    pub text: ScriptText,
}

impl Store {
    /// Makes a script.
    ///
    /// # Errors
    /// The problems [`Code::NameTaken`] at `name` and [`Code::Missing`] at `folder`.
    pub async fn create_script(
        &self,
        scope: &Scope<ScriptEdit>,
        new: &NewScript,
        request: &RequestId,
    ) -> Result<Script> {
        in_transaction!(self, |tx| {
            tx.must_have_folder(scope.project(), new.folder).await?;
            let script: Script = diesel::insert_into(scripts::table)
                .values((
                    scripts::id.eq(Stored(tx.id::<ScriptId>())),
                    scripts::project_id.eq(Stored(scope.project())),
                    scripts::folder_id.eq(new.folder.map(Stored)),
                    scripts::name.eq(new.name.as_str()),
                    scripts::name_key.eq(key_of(new.name.as_str())),
                    scripts::text.eq(new.text.as_str()),
                    scripts::created_by.eq(Stored(scope.user())),
                    scripts::created_at.eq(tx.at()),
                    scripts::changed_by.eq(Stored(scope.user())),
                    scripts::changed_at.eq(tx.at()),
                    scripts::revision.eq(1_i64),
                ))
                .returning(Script::as_returning())
                .get_result(tx.conn)
                .await
                .on_taken_name(&new.name)?;
            tx.script_changed(scope.project(), script.id, script.revision);
            let act = Act::new("script.create", request).by(scope.user()).in_project(scope.project());
            let after = json!({"folder": script.folder_id, "text": script.text});
            tx.audit(act.on("script", script.id, &script.name).after(after)).await?;
            Ok(script)
        })
    }

    /// Gives a script another name.
    ///
    /// # Errors
    /// [`Error::Missing`], or the problems [`Code::StaleRevision`] and [`Code::NameTaken`] at `name`.
    pub async fn rename_script(
        &self,
        scope: &Scope<ScriptEdit>,
        id: ScriptId,
        revision: i64,
        name: &Name,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let script = tx.script_at(scope.project(), id, revision).await?;
            diesel::update(scripts::table.find(Stored(id)))
                .set((
                    scripts::name.eq(name.as_str()),
                    scripts::name_key.eq(key_of(name.as_str())),
                    scripts::revision.eq(scripts::revision + 1),
                ))
                .execute(tx.conn)
                .await
                .on_taken_name(name)?;
            tx.script_changed(scope.project(), id, revision + 1);
            let act = act("script.rename", scope, &script, request).before(json!({"name": script.name}));
            tx.audit(act.after(json!({"name": name}))).await
        })
    }

    /// Puts a script into another folder, or at the top.
    ///
    /// # Errors
    /// [`Error::Missing`], or the problems [`Code::StaleRevision`]; [`Code::NameTaken`] at `name`;
    /// [`Code::Missing`] at `folder`.
    pub async fn move_script(
        &self,
        scope: &Scope<ScriptEdit>,
        id: ScriptId,
        revision: i64,
        folder: Option<FolderId>,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            tx.must_have_folder(scope.project(), folder).await?;
            let script = tx.script_at(scope.project(), id, revision).await?;
            diesel::update(scripts::table.find(Stored(id)))
                .set((scripts::folder_id.eq(folder.map(Stored)), scripts::revision.eq(scripts::revision + 1)))
                .execute(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: script.name.clone() }.at("name"))?;
            tx.script_changed(scope.project(), id, revision + 1);
            let act = act("script.move", scope, &script, request).before(json!({"folder": script.folder_id}));
            tx.audit(act.after(json!({"folder": folder}))).await
        })
    }

    /// Deletes a script; what was run from it stays in the history.
    ///
    /// # Errors
    /// [`Error::Missing`], or the problem [`Code::StaleRevision`].
    pub async fn delete_script(
        &self,
        scope: &Scope<ScriptEdit>,
        id: ScriptId,
        revision: i64,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let script = tx.script_at(scope.project(), id, revision).await?;
            let text: String =
                diesel::delete(scripts::table.find(Stored(id))).returning(scripts::text).get_result(tx.conn).await?;
            tx.script_changed(scope.project(), id, revision + 1);
            tx.audit(act("script.delete", scope, &script, request).before(json!({"text": text}))).await
        })
    }
}

fn act(act: &'static str, scope: &Scope<ScriptEdit>, script: &ScriptEntry, request: &RequestId) -> Act {
    Act::new(act, request).by(scope.user()).in_project(scope.project()).on("script", script.id, &script.name)
}

impl<C> Tx<'_, C> {
    /// Says that a script, and its place in the tree, is another.
    pub(super) fn script_changed(&mut self, project: ProjectId, id: ScriptId, revision: i64) {
        self.changed(Topic::Script(project, id), revision);
        self.changed(Topic::Scripts(project), 0);
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// A script of the project, locked by a write, if it has the revision that somebody saw.
        pub(super) async fn script_at(&mut self, project: ProjectId, id: ScriptId, revision: i64) -> Result<ScriptEntry> {
            let here = scripts::id.eq(Stored(id)).and(scripts::project_id.eq(Stored(project)));
            let script: ScriptEntry = diesel::update(scripts::table.filter(here))
                .set(scripts::revision.eq(scripts::revision))
                .returning(ScriptEntry::as_returning())
                .get_result(self.conn)
                .await?;
            revision::must_be(revision, script.revision)?;
            Ok(script)
        }
    }
}
