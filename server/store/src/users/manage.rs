//! What administrators do with people.

use crate::{
    Act, RequestId, Result, Store,
    database::{in_transaction, on_both},
    revision,
    schema::users,
    stored::Stored,
    transaction::Tx,
    users::User,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, Topic, UserId,
    authority::{Granted, SystemRole, UserManage},
};
use serde_json::json;

impl Store {
    /// Gives a person another role. Who loses by it is signed out everywhere.
    ///
    /// # Errors
    /// [`crate::Error::Missing`], or the problems [`Code::StaleRevision`] and [`Code::LastAdministrator`].
    pub async fn set_user_role(
        &self,
        by: &Granted<UserManage>,
        id: UserId,
        revision: i64,
        role: SystemRole,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let user = tx.user_at(id, revision).await?;
            tx.change_role(&user, role).await?;
            let act = Act::new("user.set_role", request).by(by.user()).on("user", id, &user.name);
            tx.audit(act.before(json!({"role": user.role})).after(json!({"role": role}))).await
        })
    }

    /// Refuses a person from now on, and signs them out everywhere.
    ///
    /// # Errors
    /// [`crate::Error::Missing`], or the problems [`Code::StaleRevision`] and [`Code::LastAdministrator`].
    pub async fn disable_user(
        &self,
        by: &Granted<UserManage>,
        id: UserId,
        revision: i64,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let user = tx.user_at(id, revision).await?;
            tx.keep_an_administrator_without(&user).await?;
            diesel::update(users::table.find(Stored(id)))
                .set((users::disabled.eq(true), users::revision.eq(users::revision + 1)))
                .execute(tx.conn)
                .await?;
            tx.end_sessions_of(id, None).await?;
            tx.user_changed(&user);
            tx.audit(Act::new("user.disable", request).by(by.user()).on("user", id, &user.name)).await
        })
    }

    /// Lets a person in again.
    ///
    /// # Errors
    /// [`crate::Error::Missing`], or the problem [`Code::StaleRevision`].
    pub async fn enable_user(
        &self,
        by: &Granted<UserManage>,
        id: UserId,
        revision: i64,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let user = tx.user_at(id, revision).await?;
            diesel::update(users::table.find(Stored(id)))
                .set((users::disabled.eq(false), users::revision.eq(users::revision + 1)))
                .execute(tx.conn)
                .await?;
            tx.user_changed(&user);
            tx.audit(Act::new("user.enable", request).by(by.user()).on("user", id, &user.name)).await
        })
    }
}

impl<C> Tx<'_, C> {
    /// Says that the record, and perhaps what the person may do, is another.
    pub(super) fn user_changed(&mut self, before: &User) {
        self.changed(Topic::User(before.id), before.revision + 1);
        self.changed(Topic::Access(before.id), before.revision + 1);
        self.changed(Topic::Users, 0);
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// The record, locked by a write, if it still has the revision that somebody saw.
        pub(super) async fn user_at(&mut self, id: UserId, revision: i64) -> Result<User> {
            // Not to change it: two who come at once must come one after the other.
            let user: User = diesel::update(users::table.find(Stored(id)))
                .set(users::revision.eq(users::revision))
                .returning(User::as_returning())
                .get_result(self.conn)
                .await?;
            revision::must_be(revision, user.revision)?;
            Ok(user)
        }

        /// Sets the role.
        pub(super) async fn change_role(&mut self, user: &User, role: SystemRole) -> Result<()> {
            if user.role == role {
                return Ok(());
            }
            if role != SystemRole::Administrator {
                self.keep_an_administrator_without(user).await?;
            }
            diesel::update(users::table.find(Stored(user.id)))
                .set((users::role.eq(Stored(role)), users::revision.eq(users::revision + 1)))
                .execute(self.conn)
                .await?;
            // Roles are ordered from the mightiest.
            if role > user.role {
                self.end_sessions_of(user.id, None).await?;
            }
            self.user_changed(user);
            Ok(())
        }

        /// Refuses if this person is the only administrator who can sign in.
        pub(super) async fn keep_an_administrator_without(&mut self, user: &User) -> Result<()> {
            if user.role != SystemRole::Administrator || user.disabled {
                return Ok(());
            }
            self.one_at_a_time("administrators").await?;
            let others: i64 = users::table
                .filter(users::role.eq(Stored(SystemRole::Administrator)))
                .filter(users::disabled.eq(false).and(users::id.ne(Stored(user.id))))
                .count()
                .get_result(self.conn)
                .await?;
            match others {
                0 => Err(Code::LastAdministrator.at("role").into()),
                _ => Ok(()),
            }
        }
    }
}
