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
