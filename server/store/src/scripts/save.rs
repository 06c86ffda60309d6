//! Saving a script's text: every few seconds while somebody types, never over what somebody else typed.

use crate::{
    Act, Error, RequestId, Result, Store,
    database::{in_transaction, on_both},
    schema::{audit, scripts},
    scripts::Script,
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, ScriptId, ScriptText, UserId,
    authority::{Scope, ScriptEdit},
};
use serde_json::json;

const SAVE: &str = "script.save";

/// The audit says that somebody works on a script this often; in between, saving is not an act of its own.
const AUDITED_EVERY: TimeDelta = TimeDelta::minutes(10);

/// What is stored now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    /// To be given when saving again.
    pub revision: i64,
    /// When the text last became another.
    pub changed_at: DateTime<Utc>,
}

impl Store {
    /// Saves a script's text. The same text again is fine, whatever the revision, and changes nothing.
    ///
    /// # Errors
    /// [`Error::Missing`], or the problem [`Code::StaleRevision`]: somebody else saved another text.
    pub async fn save_script(
        &self,
        scope: &Scope<ScriptEdit>,
        id: ScriptId,
        revision: i64,
        text: &ScriptText,
        request: &RequestId,
    ) -> Result<Saved> {
        in_transaction!(self, |tx| {
            let here = scripts::id.eq(Stored(id)).and(scripts::project_id.eq(Stored(scope.project())));
            let before: Script = Script::query().filter(here).first(tx.conn).await?;
            if before.text == text.as_str() {
                return Ok(Saved { revision: before.revision, changed_at: before.changed_at });
            }
            // The update itself checks the revision: on PostgreSQL others write between the two statements.
            let saved: Option<i64> = diesel::update(scripts::table.filter(here.and(scripts::revision.eq(revision))))
                .set((
                    scripts::text.eq(text.as_str()),
                    scripts::changed_by.eq(Stored(scope.user())),
                    scripts::changed_at.eq(tx.at()),
                    scripts::revision.eq(scripts::revision + 1),
                ))
                .returning(scripts::revision)
                .get_result(tx.conn)
                .await
                .optional()?;
            let Some(saved) = saved else {
                let now = scripts::table.find(Stored(id)).select(scripts::revision).first(tx.conn).await?;
                return Err(Error::from(Code::StaleRevision { now }.at("revision")));
            };
            tx.script_changed(scope.project(), id, saved);
            if !tx.was_audited(id, scope.user()).await? {
                let act = Act::new(SAVE, request).by(scope.user()).in_project(scope.project());
                let act = act.on("script", id, &before.name).before(json!({"text": before.text}));
                tx.audit(act.after(json!({"text": text.as_str()}))).await?;
            }
            Ok(Saved { revision: saved, changed_at: tx.now })
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// True when the audit said lately that this person saves this script.
        async fn was_audited(&mut self, id: ScriptId, user: UserId) -> Result<bool> {
            let since = (self.now - AUDITED_EVERY).naive_utc();
            let found: i64 = audit::table
                .filter(audit::object_kind.eq("script").and(audit::object_id.eq(id.to_string())))
                .filter(audit::act.eq(SAVE).and(audit::actor_id.eq(Stored(user))).and(audit::at.gt(since)))
                .count()
                .get_result(self.conn)
                .await?;
            Ok(found > 0)
        }
    }
}
