//! The first administrator, and the way back in for one.

use crate::{
    Act, LinkKind, RequestId, Result, Store,
    database::{in_transaction, with_conn},
    schema::users,
    stored::Stored,
    users::{NewUser, User, create::created},
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, UserId,
    authority::SystemRole,
};

impl Store {
    /// True when somebody can administer this installation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_administrator(&self) -> Result<bool> {
        let first: Option<String> = with_conn!(self, |conn| {
            users::table
                .filter(users::role.eq(Stored(SystemRole::Administrator)).and(users::disabled.eq(false)))
                .select(users::id)
                .first(conn)
                .await
                .optional()?
        });
        Ok(first.is_some())
    }

    /// Uses up a setup link and makes the first administrator, whatever role `new` says.
    ///
    /// # Errors
    /// The problems [`Code::LinkSpent`] at `link`, also when there is an administrator already, and
    /// [`Code::NameTaken`] at `name`; the link then stays as it was.
    pub async fn create_first_administrator(&self, link: &str, new: NewUser, request: &RequestId) -> Result<User> {
        let new = NewUser { role: SystemRole::Administrator, ..new };
        in_transaction!(self, |tx| {
            tx.one_at_a_time("administrators").await?;
            tx.consume_link(LinkKind::Setup, link).await?;
            let administrators: i64 = users::table
                .filter(users::role.eq(Stored(SystemRole::Administrator)).and(users::disabled.eq(false)))
                .count()
                .get_result(tx.conn)
                .await?;
            if administrators > 0 {
                return Err(Code::LinkSpent.at("link").into());
            }
            let user = tx.insert_user(&new).await?;
            tx.audit(created(&user, request).by(user.id)).await?;
            Ok(user)
        })
    }

    /// Uses up an administrator link; says as whom its bearer is signed in: the person it was made for, else the
    /// administrator who has been one the longest.
    ///
    /// # Errors
    /// The problem [`Code::LinkSpent`] at `link`.
    pub async fn administrator_by_link(&self, link: &str, request: &RequestId) -> Result<User> {
        in_transaction!(self, |tx| {
            let made_for: Option<UserId> = tx.consume_link(LinkKind::Administrator, link).await?;
            let mut query = User::query()
                .filter(users::role.eq(Stored(SystemRole::Administrator)).and(users::disabled.eq(false)))
                .order(users::id)
                .into_boxed();
            if let Some(id) = made_for {
                query = query.filter(users::id.eq(Stored(id)));
            }
            let user: Option<User> = query.first(tx.conn).await.optional()?;
            let user = user.ok_or_else(|| Code::LinkSpent.at("link"))?;
            tx.audit(Act::new("link.use", request).by(user.id).on("user", user.id, &user.name)).await?;
            Ok(user)
        })
    }
}
