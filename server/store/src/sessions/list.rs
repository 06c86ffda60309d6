//! Which sessions there are, and how they end.

use crate::{
    Act, Event, RequestId, Result, SessionKey, Store,
    database::{in_transaction, on_both, with_conn},
    schema::{sessions, users},
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    UserId,
    authority::{Granted, Standing, SystemScope, UserManage, UserView},
};
use serde_json::json;

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = sessions)]
pub struct SessionRow {
    /// What it is called.
    #[diesel(deserialize_as = Stored<SessionKey>, column_name = token_hash)]
    pub key: SessionKey,
    /// When somebody signed in.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub created_at: DateTime<Utc>,
    /// To the minute.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub last_seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub absolute_until: DateTime<Utc>,
    /// With which browser.
    pub user_agent: Option<String>,
    /// From which address.
    pub address: Option<String>,
    /// The provider, if one did it.
    pub issuer: Option<String>,
}

crate::stored::plain_fields!(SessionKey);

impl Store {
    /// One's own sessions, the last seen first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_sessions(&self, own: &Standing) -> Result<Vec<SessionRow>> {
        self.sessions_of(own.user).await
    }

    /// Somebody's sessions, the last seen first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_sessions(&self, _: &Granted<UserView>, user: UserId) -> Result<Vec<SessionRow>> {
        self.sessions_of(user).await
    }

    /// Ends one of one's own sessions; one that is not, or ended, is fine.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_own_session(&self, own: &Standing, key: &SessionKey, request: &RequestId) -> Result<()> {
        in_transaction!(self, |tx| {
            let of_user = sessions::user_id.eq(Stored(own.user));
            let ended = diesel::delete(sessions::table.find(key.to_string()).filter(of_user)).execute(tx.conn).await?;
            if ended > 0 {
                tx.tell(Event::SessionEnded(key.clone()));
                tx.audit(Act::new("session.revoke", request).by(own.user).on("user", own.user, "")).await?;
            }
            Ok(())
        })
    }

    /// Signs oneself out everywhere, or everywhere but here.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_own_sessions(
        &self,
        own: &Standing,
        but: Option<&SessionKey>,
        request: &RequestId,
    ) -> Result<usize> {
        in_transaction!(self, |tx| {
            let ended = tx.end_sessions_of(own.user, but).await?;
            let act = Act::new("session.revoke_all", request).by(own.user).on("user", own.user, "");
            tx.audit(act.after(json!({"ended": ended}))).await?;
            Ok(ended)
        })
    }

    /// Signs somebody out everywhere; says how many sessions ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_user_sessions(
        &self,
        by: &Granted<UserManage>,
        user: UserId,
        request: &RequestId,
    ) -> Result<usize> {
        in_transaction!(self, |tx| {
            let name: String = users::table.find(Stored(user)).select(users::name).first(tx.conn).await?;
            let ended = tx.end_sessions_of(user, None).await?;
            let act = Act::new("session.revoke_all", request).by(by.user()).on("user", user, name);
            tx.audit(act.after(json!({"ended": ended}))).await?;
            Ok(ended)
        })
    }

    /// Ends the sessions that belong to a provider's session, or with `sid` absent to the provider's `subject`;
    /// for back-channel logout. Says how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_sessions_of_provider(
        &self,
        issuer: &str,
        sid: Option<&str>,
        user: Option<UserId>,
    ) -> Result<usize> {
        if sid.is_none() && user.is_none() {
            return Ok(0);
        }
        in_transaction!(self, |tx| {
            let mut query =
                sessions::table.select(sessions::token_hash).filter(sessions::issuer.eq(issuer)).into_boxed();
            if let Some(sid) = sid {
                query = query.filter(sessions::sid.eq(sid));
            }
            if let Some(user) = user {
                query = query.filter(sessions::user_id.eq(Stored(user)));
            }
            let keys: Vec<Stored<SessionKey>> = query.load(tx.conn).await?;
            for Stored(key) in &keys {
                diesel::delete(sessions::table.find(key.to_string())).execute(tx.conn).await?;
                tx.tell(Event::SessionEnded(key.clone()));
            }
            Ok(keys.len())
        })
    }

    /// Deletes sessions whose time is over; says how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_expired_sessions(&self, _: &SystemScope) -> Result<usize> {
        in_transaction!(self, |tx| {
            let over = sessions::idle_until.le(tx.at()).or(sessions::absolute_until.le(tx.at()));
            let keys: Vec<Stored<SessionKey>> = diesel::delete(sessions::table.filter(over))
                .returning(sessions::token_hash)
                .get_results(tx.conn)
                .await?;
            let ended = keys.len();
            for Stored(key) in keys {
                tx.tell(Event::SessionEnded(key));
            }
            Ok(ended)
        })
    }

    /// Ends a session: signing out.
    pub(crate) async fn end_session(&self, key: &SessionKey) -> Result<()> {
        in_transaction!(self, |tx| {
            if diesel::delete(sessions::table.find(key.to_string())).execute(tx.conn).await? > 0 {
                tx.tell(Event::SessionEnded(key.clone()));
            }
            Ok(())
        })
    }

    async fn sessions_of(&self, user: UserId) -> Result<Vec<SessionRow>> {
        let now = self.now().naive_utc();
        with_conn!(self, |conn| {
            Ok(SessionRow::query()
                .filter(sessions::user_id.eq(Stored(user)))
                .filter(sessions::idle_until.gt(now).and(sessions::absolute_until.gt(now)))
                .order((sessions::last_seen_at.desc(), sessions::created_at.desc()))
                .load(conn)
                .await?)
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Signs somebody out everywhere, or everywhere but here; says how many sessions ended.
        pub(crate) async fn end_sessions_of(&mut self, user: UserId, but: Option<&SessionKey>) -> Result<usize> {
            let but = but.map(ToString::to_string).unwrap_or_default();
            let theirs = sessions::user_id.eq(Stored(user)).and(sessions::token_hash.ne(but));
            let keys: Vec<Stored<SessionKey>> = diesel::delete(sessions::table.filter(theirs))
                .returning(sessions::token_hash)
                .get_results(self.conn)
                .await?;
            let ended = keys.len();
            for Stored(key) in keys {
                self.tell(Event::SessionEnded(key));
            }
            Ok(ended)
        }
    }
}
