//! Passwords: only their hashes are known here.

use crate::{
    Act, LinkKind, RequestId, Result, SessionKey, Store,
    database::{in_transaction, on_both},
    schema::users,
    stored::Stored,
    transaction::Tx,
    users::User,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{Code, UserId, authority::Standing};

impl Store {
    /// Changes one's own password and signs out everywhere but here.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn set_password(
        &self,
        own: &Standing,
        password_hash: &str,
        here: &SessionKey,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let user = tx.write_password(own.user, password_hash, Some(here)).await?;
            tx.audit(Act::new("user.set_password", request).by(user.id).on("user", user.id, &user.name)).await
        })
    }

    /// Uses up a password link and sets the password of the person it was made for.
    ///
    /// # Errors
    /// The problem [`Code::LinkSpent`] at `link`.
    pub async fn set_password_by_link(&self, link: &str, password_hash: &str, request: &RequestId) -> Result<User> {
        in_transaction!(self, |tx| {
            let made_for = tx.consume_link(LinkKind::Password, link).await?;
            let user = made_for.ok_or_else(|| Code::LinkSpent.at("link"))?;
            let user = tx.write_password(user, password_hash, None).await?;
            if user.disabled {
                return Err(Code::LinkSpent.at("link").into());
            }
            tx.audit(Act::new("user.set_password", request).by(user.id).on("user", user.id, &user.name)).await?;
            Ok(user)
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        async fn write_password(&mut self, user: UserId, hash: &str, but: Option<&SessionKey>) -> Result<User> {
            let user: User = diesel::update(users::table.find(Stored(user)))
                .set((users::password_hash.eq(hash), users::revision.eq(users::revision + 1)))
                .returning(User::as_returning())
                .get_result(self.conn)
                .await?;
            self.end_sessions_of(user.id, but).await?;
            Ok(user)
        }
    }
}
