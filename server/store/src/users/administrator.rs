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
use model::{Code, UserId, authority::SystemRole};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{on_each_database, problems, request};
    use chrono::TimeDelta;
    use model::{Name, authority::SystemScope};

    fn ada() -> NewUser {
        let name = Name::parse("Ada").unwrap();
        NewUser { display_name: name.clone(), name, email: None, role: SystemRole::User, password_hash: None }
    }

    on_each_database! {
        async fn a_setup_link_makes_one_administrator_once(store: TestStore) {
            let server = SystemScope::of_the_server();
            let old = store.create_setup_link(&server, TimeDelta::hours(1)).await.unwrap();
            let link = store.create_setup_link(&server, TimeDelta::hours(1)).await.unwrap();
            let refused = store.create_first_administrator(&old, ada(), &request()).await;
            assert_eq!(problems(refused), [Code::LinkSpent]);
            assert!(store.is_link_open(LinkKind::Setup, &link).await.unwrap());

            let admin = store.create_first_administrator(&link, ada(), &request()).await.unwrap();
            assert_eq!(admin.role, SystemRole::Administrator);
            assert!(store.has_administrator().await.unwrap());
            assert!(!store.is_link_open(LinkKind::Setup, &link).await.unwrap());
        }

        async fn of_two_who_use_a_setup_link_at_once_one_becomes_administrator(store: TestStore) {
            let link = store.create_setup_link(&SystemScope::of_the_server(), TimeDelta::hours(1)).await.unwrap();
            let other = NewUser { name: Name::parse("Bob").unwrap(), ..ada() };
            let request = request();
            let first = store.create_first_administrator(&link, ada(), &request);
            let second = store.create_first_administrator(&link, other, &request);
            let (first, second) = tokio::join!(first, second);
            assert!(first.is_ok() != second.is_ok());
        }

        async fn a_link_is_of_its_kind_and_of_its_time(store: TestStore) {
            let server = SystemScope::of_the_server();
            let setup = store.create_setup_link(&server, TimeDelta::hours(1)).await.unwrap();
            assert_eq!(problems(store.administrator_by_link(&setup, &request()).await), [Code::LinkSpent]);
            store.wait(TimeDelta::hours(1));
            assert_eq!(problems(store.create_first_administrator(&setup, ada(), &request()).await), [Code::LinkSpent]);
        }

        async fn an_administrator_link_signs_in_as_the_one_it_was_made_for_once(store: TestStore) {
            let (first, second) = (
                store.person("a", SystemRole::Administrator).await,
                store.person("b", SystemRole::Administrator).await,
            );
            let server = SystemScope::of_the_server();
            let any = store.create_administrator_link(&server, None, TimeDelta::hours(1)).await.unwrap();
            let own = store.create_administrator_link(&server, Some(second.user), TimeDelta::hours(1)).await.unwrap();
            assert_eq!(store.administrator_by_link(&any, &request()).await.unwrap().id, first.user);
            assert_eq!(store.administrator_by_link(&own, &request()).await.unwrap().id, second.user);
            assert_eq!(problems(store.administrator_by_link(&own, &request()).await), [Code::LinkSpent]);
        }
    }
}
