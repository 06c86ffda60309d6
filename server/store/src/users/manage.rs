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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        AuditFilter, Event, SIGN_IN, SessionKey, SessionLimits, SignIn,
        testing::{TestStore, on_each_database, problems, request},
    };
    use chrono::TimeDelta;
    use tower_sessions_core::{
        SessionStore,
        session::{Id, Record},
    };

    async fn signed_in(store: &TestStore, user: UserId) -> Id {
        let limits = SessionLimits { idle: TimeDelta::hours(1), absolute: TimeDelta::hours(8) };
        let sign_in = SignIn { user, user_agent: None, address: None, issuer: None, sid: None, id_token: None };
        let data = [(SIGN_IN.to_owned(), serde_json::to_value(sign_in).unwrap())].into();
        let mut record = Record { id: Id::default(), data, expiry_date: time::OffsetDateTime::UNIX_EPOCH };
        store.sessions(limits).create(&mut record).await.unwrap();
        record.id
    }

    on_each_database! {
        async fn the_last_administrator_can_be_neither_demoted_nor_disabled(store: TestStore) {
            let admin = store.person("ada", SystemRole::Administrator).await;
            let grant = admin.allow().unwrap();
            let demoted = store.set_user_role(&grant, admin.user, 1, SystemRole::User, &request()).await;
            assert_eq!(problems(demoted), [Code::LastAdministrator]);
            let disabled = store.disable_user(&grant, admin.user, 1, &request()).await;
            assert_eq!(problems(disabled), [Code::LastAdministrator]);

            let second = store.person("bob", SystemRole::Administrator).await;
            store.set_user_role(&grant, admin.user, 1, SystemRole::User, &request()).await.unwrap();
            assert_eq!(store.standing(admin.user).await.unwrap().unwrap().role, SystemRole::User);
            assert!(store.standing(second.user).await.unwrap().unwrap().has::<UserManage>());
        }

        async fn two_administrators_who_demote_each_other_at_once_leave_one(store: TestStore) {
            let (a, b) = (store.person("a", SystemRole::Administrator).await, store.person("b", SystemRole::Administrator).await);
            let (grant_a, grant_b, request) = (a.allow().unwrap(), b.allow().unwrap(), request());
            let one = store.set_user_role(&grant_a, b.user, 1, SystemRole::User, &request);
            let other = store.set_user_role(&grant_b, a.user, 1, SystemRole::User, &request);
            let (one, other) = tokio::join!(one, other);
            assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
            assert!(store.has_administrator().await.unwrap());
        }

        async fn who_is_disabled_or_loses_a_role_is_signed_out_at_once(store: TestStore) {
            let admin = store.person("ada", SystemRole::Administrator).await;
            let (user, auditor) = (store.person("u", SystemRole::User).await, store.person("x", SystemRole::Auditor).await);
            let (first, second) = (signed_in(&store, user.user).await, signed_in(&store, auditor.user).await);
            let mut changes = store.changes();
            let grant = admin.allow().unwrap();
            let revision = store.user(user.user).await.unwrap().revision;
            store.disable_user(&grant, user.user, revision, &request()).await.unwrap();
            store.set_user_role(&grant, auditor.user, revision, SystemRole::User, &request()).await.unwrap();

            let heard = TestStore::heard(&mut changes).await;
            for id in [first, second] {
                assert!(heard.contains(&Event::SessionEnded(SessionKey::of(&id.to_string()))), "{heard:?}");
            }
            assert!(heard.iter().any(|event| matches!(event, Event::Change(c) if c.topic == Topic::Access(user.user))));
            assert!(store.standing(user.user).await.unwrap().is_none());
            let limits = SessionLimits { idle: TimeDelta::hours(1), absolute: TimeDelta::hours(8) };
            assert!(SessionStore::load(&store.sessions(limits), &first).await.unwrap().is_none());
        }

        async fn a_stale_revision_is_refused_and_nothing_is_written(store: TestStore) {
            let admin = store.person("ada", SystemRole::Administrator).await;
            let user = store.person("u", SystemRole::User).await;
            let stale = store.disable_user(&admin.allow().unwrap(), user.user, 7, &request()).await;
            assert_eq!(problems(stale), [Code::StaleRevision { now: 1 }]);
            let rows = store.audit(&admin.allow().unwrap(), &AuditFilter::default(), 50).await.unwrap();
            assert_eq!(rows, []);
        }
    }
}
