//! How people come to be.

use crate::{
    Act, Error, OnConstraint, RequestId, Result, Store,
    database::{in_transaction, on_both},
    schema::users,
    stored::{Stored, key_of},
    transaction::Tx,
    users::User,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, Name, Topic, UserId,
    authority::{Granted, SystemRole, UserManage},
};
use serde_json::json;

/// Somebody new.
#[derive(Clone)]
pub struct NewUser {
    /// What is typed to sign in.
    pub name: Name,
    /// What is shown.
    pub display_name: Name,
    /// Where mail goes.
    pub email: Option<String>,
    /// What the person is in the installation.
    pub role: SystemRole,
    /// The hash of the password, in its own text form; `None` for somebody who signs in otherwise.
    pub password_hash: Option<String>,
}

impl Store {
    /// Makes an account for somebody.
    ///
    /// # Errors
    /// The problem [`Code::NameTaken`] at `name`.
    pub async fn create_user(&self, by: &Granted<UserManage>, new: NewUser, request: &RequestId) -> Result<User> {
        in_transaction!(self, |tx| {
            let user = tx.insert_user(&new).await?;
            tx.audit(created(&user, request).by(by.user())).await?;
            Ok(user)
        })
    }
}

/// The act of making an account.
pub(super) fn created(user: &User, request: &RequestId) -> Act {
    let after = json!({"name": user.name, "display_name": user.display_name, "email": user.email, "role": user.role});
    Act::new("user.create", request).on("user", user.id, &user.name).after(after)
}

/// What the list of people searches.
pub(super) fn search_key(name: &str, display_name: &str, email: Option<&str>) -> String {
    key_of(&[name, display_name, email.unwrap_or_default()].join("\n"))
}

on_both! {
    impl Tx<'_, Conn> {
        /// Writes the record of somebody new.
        pub(crate) async fn insert_user(&mut self, new: &NewUser) -> Result<User> {
            let id: UserId = self.id();
            let name = new.name.as_str();
            let user: User = diesel::insert_into(users::table)
                .values((
                    users::id.eq(Stored(id)),
                    users::name.eq(name),
                    users::name_key.eq(key_of(name)),
                    users::display_name.eq(new.display_name.as_str()),
                    users::email.eq(&new.email),
                    users::search_key.eq(search_key(name, new.display_name.as_str(), new.email.as_deref())),
                    users::password_hash.eq(&new.password_hash),
                    users::role.eq(Stored(new.role)),
                    users::disabled.eq(false),
                    users::created_at.eq(self.at()),
                    users::revision.eq(1_i64),
                ))
                .returning(User::as_returning())
                .get_result(self.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: name.into() }.at("name"))?;
            self.changed(Topic::Users, 0);
            Ok(user)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        PageRequest, UserFilter,
        testing::{on_each_database, problems, request},
    };

    fn named(name: &str) -> NewUser {
        let name = Name::parse(name).unwrap();
        let password_hash = Some("hash".into());
        NewUser { display_name: name.clone(), name, email: None, role: SystemRole::User, password_hash }
    }

    on_each_database! {
        async fn two_names_that_differ_in_case_only_are_one(store: TestStore) {
            let admin = store.person("ada", SystemRole::Administrator).await;
            let grant = admin.allow().unwrap();
            let user = store.create_user(&grant, named("Übung"), &request()).await.unwrap();
            let taken = store.create_user(&grant, named("übung"), &request()).await;
            assert_eq!(problems(taken), [Code::NameTaken { name: "übung".into() }]);
            let found = store.user_for_sign_in(" ÜBUNG").await.unwrap().unwrap();
            assert_eq!((found.user.id, found.password_hash.as_deref()), (user.id, Some("hash")));
            assert!(store.user_for_sign_in("nobody\0").await.unwrap().is_none());
        }

        async fn people_are_found_by_what_was_typed_and_nothing_else(store: TestStore) {
            let admin = store.person("ada", SystemRole::Administrator).await;
            for name in ["100% sure", "1000 sure", "Ölaf"] {
                store.person(name, SystemRole::User).await;
            }
            let found = async |text: &str| {
                let filter = UserFilter { search: Some(text.into()), ..UserFilter::default() };
                let page = store.users(&admin.allow().unwrap(), &filter, PageRequest::default()).await.unwrap();
                assert_eq!(page.total as usize, page.rows.len());
                page.rows.into_iter().map(|user| user.name).collect::<Vec<_>>()
            };
            assert_eq!(found("100%").await, ["100% sure"]);
            assert_eq!(found("SURE").await, ["100% sure", "1000 sure"]);
            assert_eq!(found("öl").await, ["Ölaf"]);
            assert_eq!(found("_").await, [""; 0]);
        }

        async fn a_list_of_people_has_pages_and_orders(store: TestStore) {
            let admin = store.person("a", SystemRole::Administrator).await;
            for name in ["d", "c", "b"] {
                store.person(name, SystemRole::User).await;
            }
            for (sort, expected) in [
                (crate::UserSort::Name, ["c", "d"]),
                (crate::UserSort::Created, ["d", "a"]),
                (crate::UserSort::LastSeen, ["c", "b"]),
            ] {
                let filter = UserFilter { sort, ..UserFilter::default() };
                let page = store.users(&admin.allow().unwrap(), &filter, PageRequest { number: 1, size: 2 }).await.unwrap();
                let names: Vec<_> = page.rows.iter().map(|user| user.name.as_str()).collect();
                assert_eq!((names.as_slice(), page.total), (expected.as_slice(), 4), "{sort:?}");
            }
        }
    }
}
