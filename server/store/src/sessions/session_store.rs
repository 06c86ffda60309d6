//! Sessions as `tower-sessions` wants them kept.

use crate::{
    Error, Result, SessionKey, Store,
    database::{in_transaction, with_conn},
    schema::{sessions, users},
    stored::Stored,
};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::UserId;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tower_sessions_core::{
    SessionStore,
    session::{Id, Record},
    session_store,
};

/// The key under which a session's data has a [`SignIn`]: what is there, the store also knows in columns.
pub const SIGN_IN: &str = "sign_in";

/// Seen again within this time is not worth a write.
const SEEN: TimeDelta = TimeDelta::minutes(1);

/// Who signed in, and from where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// Who.
    pub user: UserId,
    /// With which browser.
    pub user_agent: Option<String>,
    /// From which address.
    pub address: Option<String>,
    /// The provider, if one did it.
    pub issuer: Option<String>,
    /// The provider's own session.
    pub sid: Option<String>,
    /// What the provider gave, for signing out there.
    pub id_token: Option<String>,
}

/// How long sessions last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without being seen.
    pub idle: TimeDelta,
    /// Altogether.
    pub absolute: TimeDelta,
}

/// The sessions of this installation.
#[derive(Clone, Debug)]
pub struct Sessions {
    store: Store,
    limits: SessionLimits,
}

impl Store {
    /// Sessions that last so long.
    pub fn sessions(&self, limits: SessionLimits) -> Sessions {
        Sessions { store: self.clone(), limits }
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        // 128 random bits do not collide; if they did, the insert says so.
        self.insert(record).await.map_err(backend)
    }

    /// Saves what is there; a session that ended meanwhile stays ended.
    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.update(record).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        self.read(id).await.map_err(backend)
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.store.end_session(&SessionKey::of(&id.to_string())).await.map_err(backend)
    }
}

impl Sessions {
    async fn insert(&self, record: &Record) -> Result<()> {
        let key = SessionKey::of(&record.id.to_string());
        let (data, sign_in) = self.sealed(&key, record)?;
        in_transaction!(&self.store, |tx| {
            let user = sign_in.as_ref().map(|sign_in| sign_in.user);
            if let Some(user) = user {
                // Nobody who was disabled a moment ago; the write also waits for who is about to do it.
                let allowed = diesel::update(users::table.find(Stored(user)).filter(users::disabled.eq(false)))
                    .set(users::last_seen_at.eq(tx.at()))
                    .execute(tx.conn)
                    .await?;
                if allowed == 0 {
                    return Err(Error::Missing);
                }
            }
            let absolute = tx.now + self.limits.absolute;
            diesel::insert_into(sessions::table)
                .values((
                    sessions::token_hash.eq(key.to_string()),
                    sessions::data.eq(&data),
                    sessions::user_id.eq(user.map(Stored)),
                    sessions::created_at.eq(tx.at()),
                    sessions::last_seen_at.eq(tx.at()),
                    sessions::idle_until.eq(self.idle(tx.now, absolute)),
                    sessions::absolute_until.eq(absolute.naive_utc()),
                    sessions::user_agent.eq(sign_in.as_ref().and_then(|sign_in| sign_in.user_agent.as_deref())),
                    sessions::address.eq(sign_in.as_ref().and_then(|sign_in| sign_in.address.as_deref())),
                    sessions::issuer.eq(sign_in.as_ref().and_then(|sign_in| sign_in.issuer.as_deref())),
                    sessions::sid.eq(sign_in.as_ref().and_then(|sign_in| sign_in.sid.as_deref())),
                ))
                .execute(tx.conn)
                .await?;
            Ok(())
        })
    }

    /// Only the data: who signed in is settled when a session is made, and signing in makes another one.
    async fn update(&self, record: &Record) -> Result<()> {
        let key = SessionKey::of(&record.id.to_string());
        let (data, _) = self.sealed(&key, record)?;
        in_transaction!(&self.store, |tx| {
            diesel::update(sessions::table.find(key.to_string()))
                .set(sessions::data.eq(&data))
                .execute(tx.conn)
                .await?;
            Ok(())
        })
    }

    async fn read(&self, id: &Id) -> Result<Option<Record>> {
        type Row = (String, Option<Stored<UserId>>, NaiveDateTime, NaiveDateTime, NaiveDateTime);
        let key = SessionKey::of(&id.to_string());
        let now = self.store.now();
        let row: Option<Row> = with_conn!(&self.store, |conn| {
            sessions::table
                .find(key.to_string())
                .filter(sessions::idle_until.gt(now.naive_utc()).and(sessions::absolute_until.gt(now.naive_utc())))
                .select((
                    sessions::data,
                    sessions::user_id,
                    sessions::last_seen_at,
                    sessions::idle_until,
                    sessions::absolute_until,
                ))
                .first(conn)
                .await
                .optional()?
        });
        let Some((data, user, seen, idle_until, absolute_until)) = row else {
            return Ok(None);
        };
        if now - seen.and_utc() >= SEEN {
            match self.seen(&key, user.map(|Stored(user)| user), now, absolute_until.and_utc()).await {
                // Somebody writes for long: a page is worth more than the minute of this visit, and the next one tells it.
                Err(Error::Unavailable(why)) => {
                    tracing::warn!(error = %why, "a session was seen, and it is not written")
                }
                written => written?,
            }
        }
        // A key that was retired ends the sessions that only it opens.
        let Ok(opened) = self.store.sealer().open_text(&owner(&key), &data) else {
            return Ok(None);
        };
        let data = serde_json::from_slice(&opened).map_err(|_| Error::Sealed(owner(&key)))?;
        Ok(Some(Record { id: *id, data, expiry_date: instant(idle_until.and_utc()) }))
    }

    async fn seen(
        &self,
        key: &SessionKey,
        user: Option<UserId>,
        now: DateTime<Utc>,
        absolute: DateTime<Utc>,
    ) -> Result<()> {
        in_transaction!(&self.store, |tx| {
            diesel::update(sessions::table.find(key.to_string()))
                .set((sessions::last_seen_at.eq(tx.at()), sessions::idle_until.eq(self.idle(now, absolute))))
                .execute(tx.conn)
                .await?;
            if let Some(user) = user {
                diesel::update(users::table.find(Stored(user)))
                    .set(users::last_seen_at.eq(tx.at()))
                    .execute(tx.conn)
                    .await?;
            }
            Ok(())
        })
    }

    fn idle(&self, now: DateTime<Utc>, absolute: DateTime<Utc>) -> NaiveDateTime {
        (now + self.limits.idle).min(absolute).naive_utc()
    }

    fn sealed(&self, key: &SessionKey, record: &Record) -> Result<(String, Option<SignIn>)> {
        let json = serde_json::to_vec(&record.data).map_err(Error::unavailable)?;
        let sign_in = record.data.get(SIGN_IN).and_then(|value| serde_json::from_value(value.clone()).ok());
        Ok((self.store.sealer().seal_text(&owner(key), &json), sign_in))
    }
}

fn owner(key: &SessionKey) -> String {
    format!("sessions/{key}")
}

fn instant(time: DateTime<Utc>) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(time.timestamp()).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn backend(error: Error) -> session_store::Error {
    let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}")).unwrap_or_default();
    session_store::Error::Backend(format!("{error}{cause}"))
}
