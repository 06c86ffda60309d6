//! Links that let their bearer do one thing, once. Only their hashes are kept.

use crate::{
    Act, RequestId, Result, Store,
    database::{in_transaction, on_both, with_conn},
    schema::{links, users},
    stored::Stored,
    token,
    transaction::Tx,
};
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, UserId,
    authority::{Granted, SystemScope, UserManage},
};

/// What a link lets its bearer do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// Become the first administrator.
    Setup,
    /// Sign in as an administrator when nothing else works.
    Administrator,
    /// Choose a password.
    Password,
}

impl LinkKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Administrator => "administrator",
            Self::Password => "password",
        }
    }
}

impl Store {
    /// Makes the link that a fresh installation prints; an earlier one stops working.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create_setup_link(&self, _: &SystemScope, lifetime: TimeDelta) -> Result<String> {
        in_transaction!(self, |tx| tx.create_link(LinkKind::Setup, None, lifetime).await)
    }

    /// Makes the link that `scaleph admin link` prints, for one administrator or, with `None`, for the first of them.
    ///
    /// # Errors
    /// [`crate::Error::Missing`] when nobody has the name.
    pub async fn create_administrator_link(
        &self,
        _: &SystemScope,
        user: Option<UserId>,
        lifetime: TimeDelta,
    ) -> Result<String> {
        in_transaction!(self, |tx| {
            let token = tx.create_link(LinkKind::Administrator, user, lifetime).await?;
            let act = Act::new("link.create", &RequestId::of_the_server());
            tx.audit(act.on("link", user.map(|user| user.to_string()).unwrap_or_default(), "administrator")).await?;
            Ok(token)
        })
    }

    /// Makes a link with which somebody chooses a password; an earlier one for them stops working.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn create_password_link(
        &self,
        by: &Granted<UserManage>,
        user: UserId,
        lifetime: TimeDelta,
        request: &RequestId,
    ) -> Result<String> {
        in_transaction!(self, |tx| {
            let name: String = users::table.find(Stored(user)).select(users::name).first(tx.conn).await?;
            let token = tx.create_link(LinkKind::Password, Some(user), lifetime).await?;
            tx.audit(Act::new("user.password_link", request).by(by.user()).on("user", user, name)).await?;
            Ok(token)
        })
    }

    /// True when a link would still work: for the page that shows the form. It stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_link_open(&self, kind: LinkKind, link: &str) -> Result<bool> {
        let now = self.now().naive_utc();
        let found: Option<String> = with_conn!(self, |conn| {
            links::table
                .find(token::hash(link))
                .filter(links::kind.eq(kind.as_str()).and(links::expires_at.gt(now)))
                .select(links::kind)
                .first(conn)
                .await
                .optional()?
        });
        Ok(found.is_some())
    }
}

on_both! {
    impl Tx<'_, Conn> {
        async fn create_link(&mut self, kind: LinkKind, user: Option<UserId>, lifetime: TimeDelta) -> Result<String> {
            let same = links::table.filter(links::kind.eq(kind.as_str()));
            match user {
                Some(user) => diesel::delete(same.filter(links::user_id.eq(Stored(user)))).execute(self.conn).await?,
                None => diesel::delete(same.filter(links::user_id.is_null())).execute(self.conn).await?,
            };
            diesel::delete(links::table.filter(links::expires_at.le(self.at()))).execute(self.conn).await?;
            let token = token::new();
            diesel::insert_into(links::table)
                .values((
                    links::token_hash.eq(token::hash(&token)),
                    links::kind.eq(kind.as_str()),
                    links::user_id.eq(user.map(Stored)),
                    links::expires_at.eq((self.now + lifetime).naive_utc()),
                ))
                .execute(self.conn)
                .await?;
            Ok(token)
        }

        /// Uses a link up; says for whom it was made. Of two who come at once, one succeeds.
        pub(crate) async fn consume_link(&mut self, kind: LinkKind, link: &str) -> Result<Option<UserId>> {
            let open = links::kind.eq(kind.as_str()).and(links::expires_at.gt(self.at()));
            let row: Option<Option<Stored<UserId>>> =
                diesel::delete(links::table.filter(links::token_hash.eq(token::hash(link))).filter(open))
                    .returning(links::user_id)
                    .get_result(self.conn)
                    .await
                    .optional()?;
            match row {
                Some(user) => Ok(user.map(|Stored(user)| user)),
                None => Err(Code::LinkSpent.at("link").into()),
            }
        }
    }
}
