//! Saved states of scripts: numbered, never changed, and there when the script itself is gone.

use crate::{
    Act, Page, PageRequest, RequestId, Result, Saved, Store,
    database::{in_transaction, on_both, with_conn},
    revision,
    schema::{script_versions, scripts, users},
    scripts::Script,
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, Utc};
use diesel::{dsl::max, prelude::*};
use diesel_async::RunQueryDsl;
use model::{
    ProjectId, ScriptId, ScriptVersionId, Text, Topic, UserId,
    authority::{Scope, ScriptEdit, ScriptView},
};
use serde_json::json;

/// A state of a script.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = script_versions)]
pub struct ScriptVersion {
    /// The id.
    #[diesel(deserialize_as = Stored<ScriptVersionId>)]
    pub id: ScriptVersionId,
    /// Where.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// Of which script, which may be gone.
    #[diesel(deserialize_as = Stored<ScriptId>)]
    pub script_id: ScriptId,
    /// From 1, in the order of their making.
    pub number: i64,
    /// Why it was made; may be empty.
    pub note: String,
    /// What the script said.
    pub text: String,
    /// Who made it.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub created_by: UserId,
    /// When.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub created_at: DateTime<Utc>,
}

/// A version in a list, without its text.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct ScriptVersionLine {
    /// The id.
    #[diesel(deserialize_as = Stored<ScriptVersionId>)]
    pub id: ScriptVersionId,
    /// From 1, in the order of their making.
    pub number: i64,
    /// Why it was made; may be empty.
    pub note: String,
    /// How the one who made it is called now.
    pub created_by: String,
    /// When.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub created_at: DateTime<Utc>,
}

/// What is to be brought back, and over what.
#[derive(Clone, Debug)]
pub struct VersionRestore {
    /// The script.
    pub script: ScriptId,
    /// The number of the version.
    pub number: i64,
    /// The revision of the script that somebody saw.
    pub revision: i64,
    /// The note of the version that is made of what the script says before.
    pub note: Text<500>,
}

impl Store {
    /// Makes a version of what a script says now.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn create_version(
        &self,
        scope: &Scope<ScriptEdit>,
        script: ScriptId,
        note: &Text<500>,
        request: &RequestId,
    ) -> Result<ScriptVersion> {
        in_transaction!(self, |tx| {
            let script = tx.locked_script(scope.project(), script).await?;
            let version = tx.insert_version(&script, note.as_str(), scope.user()).await?;
            let act = act("script.version", scope, &script, request);
            tx.audit(act.after(json!({"version": version.number, "note": version.note}))).await?;
            Ok(version)
        })
    }

    /// A page of a script's versions, the newest first. A script that is gone still has its versions.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn script_versions(
        &self,
        scope: &Scope<ScriptView>,
        script: ScriptId,
        page: PageRequest,
    ) -> Result<Page<ScriptVersionLine>> {
        let theirs = || {
            let here = script_versions::project_id.eq(Stored(scope.project()));
            script_versions::table.filter(here.and(script_versions::script_id.eq(Stored(script))))
        };
        with_conn!(self, |conn| {
            let rows = theirs()
                .inner_join(users::table.on(users::id.eq(script_versions::created_by)))
                .order(script_versions::number.desc())
                .limit(page.limit())
                .offset(page.offset())
                .select((
                    script_versions::id,
                    script_versions::number,
                    script_versions::note,
                    users::display_name,
                    script_versions::created_at,
                ))
                .load(conn)
                .await?;
            Ok(Page { rows, total: theirs().count().get_result(conn).await? })
        })
    }

    /// A version by its id.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn script_version(&self, scope: &Scope<ScriptView>, id: ScriptVersionId) -> Result<ScriptVersion> {
        let here = script_versions::id.eq(Stored(id)).and(script_versions::project_id.eq(Stored(scope.project())));
        with_conn!(self, |conn| Ok(ScriptVersion::query().filter(here).first(conn).await?))
    }

    /// A version by its number.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn numbered_version(
        &self,
        scope: &Scope<ScriptView>,
        script: ScriptId,
        number: i64,
    ) -> Result<ScriptVersion> {
        let here = script_versions::project_id.eq(Stored(scope.project()));
        let this = script_versions::script_id.eq(Stored(script)).and(script_versions::number.eq(number));
        with_conn!(self, |conn| Ok(ScriptVersion::query().filter(here.and(this)).first(conn).await?))
    }

    /// How the author of a version is called now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn version_author(&self, _: &Scope<ScriptView>, version: &ScriptVersion) -> Result<String> {
        let author = users::table.find(Stored(version.created_by)).select(users::display_name);
        with_conn!(self, |conn| Ok(author.first(conn).await?))
    }

    /// Makes a script say again what it said in a version. What it said before becomes a version, unless the newest
    /// one says the same: nothing is lost.
    ///
    /// # Errors
    /// [`crate::Error::Missing`], or the problem [`model::Code::StaleRevision`].
    pub async fn restore_version(
        &self,
        scope: &Scope<ScriptEdit>,
        restore: &VersionRestore,
        request: &RequestId,
    ) -> Result<Saved> {
        in_transaction!(self, |tx| {
            let before = tx.locked_script(scope.project(), restore.script).await?;
            revision::must_be(restore.revision, before.revision)?;
            let numbered = script_versions::script_id.eq(Stored(before.id));
            let version: ScriptVersion = ScriptVersion::query()
                .filter(numbered.and(script_versions::number.eq(restore.number)))
                .first(tx.conn)
                .await?;
            if version.text == before.text {
                return Ok(Saved { revision: before.revision, changed_at: before.changed_at });
            }
            let kept = tx.version_of_now(&before, restore.note.as_str(), scope.user()).await?;
            diesel::update(scripts::table.find(Stored(before.id)))
                .set((
                    scripts::text.eq(&version.text),
                    scripts::changed_by.eq(Stored(scope.user())),
                    scripts::changed_at.eq(tx.at()),
                    scripts::revision.eq(scripts::revision + 1),
                ))
                .execute(tx.conn)
                .await?;
            let revision = before.revision + 1;
            tx.script_changed(scope.project(), before.id, revision);
            let act = act("script.restore_version", scope, &before, request);
            let act = act.before(json!({"version": kept.number, "text": before.text}));
            tx.audit(act.after(json!({"version": version.number, "text": version.text}))).await?;
            Ok(Saved { revision, changed_at: tx.now })
        })
    }
}

fn act(act: &'static str, scope: &Scope<ScriptEdit>, script: &Script, request: &RequestId) -> Act {
    Act::new(act, request).by(scope.user()).in_project(scope.project()).on("script", script.id, &script.name)
}

on_both! {
    impl Tx<'_, Conn> {
        /// The version that says what the script says: the newest one if it does, else a new one with this note.
        pub(crate) async fn version_of_now(&mut self, script: &Script, note: &str, by: UserId) -> Result<ScriptVersion> {
            self.locked_script(script.project_id, script.id).await?;
            let newest: Option<ScriptVersion> = ScriptVersion::query()
                .filter(script_versions::script_id.eq(Stored(script.id)))
                .order(script_versions::number.desc())
                .first(self.conn)
                .await
                .optional()?;
            match newest {
                Some(newest) if newest.text == script.text => Ok(newest),
                _ => self.insert_version(script, note, by).await,
            }
        }

        /// A script of the project, locked by a write: its versions are made one after the other.
        pub(crate) async fn locked_script(&mut self, project: ProjectId, id: ScriptId) -> Result<Script> {
            let here = scripts::id.eq(Stored(id)).and(scripts::project_id.eq(Stored(project)));
            let script = diesel::update(scripts::table.filter(here))
                .set(scripts::revision.eq(scripts::revision))
                .returning(Script::as_returning())
                .get_result(self.conn)
                .await?;
            Ok(script)
        }

        /// The next version of a script that is locked.
        async fn insert_version(&mut self, script: &Script, note: &str, by: UserId) -> Result<ScriptVersion> {
            let newest: Option<i64> = script_versions::table
                .filter(script_versions::script_id.eq(Stored(script.id)))
                .select(max(script_versions::number))
                .first(self.conn)
                .await?;
            let version: ScriptVersion = diesel::insert_into(script_versions::table)
                .values((
                    script_versions::id.eq(Stored(self.id::<ScriptVersionId>())),
                    script_versions::project_id.eq(Stored(script.project_id)),
                    script_versions::script_id.eq(Stored(script.id)),
                    script_versions::number.eq(newest.unwrap_or(0) + 1),
                    script_versions::note.eq(note),
                    script_versions::text.eq(&script.text),
                    script_versions::created_by.eq(Stored(by)),
                    script_versions::created_at.eq(self.at()),
                ))
                .returning(ScriptVersion::as_returning())
                .get_result(self.conn)
                .await?;
            self.changed(Topic::ScriptVersions(script.project_id, script.id), 0);
            Ok(version)
        }
    }
}
