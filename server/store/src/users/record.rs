//! A person's record.

use crate::{Result, Store, database::with_conn, schema::users, stored::Stored, stored::key_of};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{UserId, authority::SystemRole};

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = users)]
pub struct User {
    /// The id.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub id: UserId,
    /// What is typed to sign in; no two differ in case only.
    pub name: String,
    /// What is shown.
    pub display_name: String,
    /// Where mail goes.
    pub email: Option<String>,
    /// What the person is in the installation.
    #[diesel(deserialize_as = Stored<SystemRole>)]
    pub role: SystemRole,
    /// True when signing in is refused.
    pub disabled: bool,
    /// A choice; else the browser's.
    pub language: Option<String>,
    /// A choice; else the system's.
    pub theme: Option<String>,
    /// A choice; else the browser's.
    pub time_zone: Option<String>,
    /// When the record was made.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub created_at: DateTime<Utc>,
    /// To the minute; `None` for somebody who never signed in.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub last_seen_at: Option<DateTime<Utc>>,
    /// Goes up with every change.
    pub revision: i64,
}

/// What signing in with a password needs.
#[derive(Clone)]
pub struct Credentials {
    /// Who it would be; may be disabled.
    pub user: User,
    /// The hash, in its own text form; `None` when there is no password.
    pub password_hash: Option<String>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("user", &self.user.id).finish_non_exhaustive()
    }
}

impl Store {
    /// A person's record.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn user(&self, id: UserId) -> Result<User> {
        with_conn!(self, |conn| Ok(User::query().filter(users::id.eq(Stored(id))).first(conn).await?))
    }

    /// What signing in with this name needs; `None` when nobody is called so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_for_sign_in(&self, name: &str) -> Result<Option<Credentials>> {
        let key = key_of(name.trim());
        if key.contains('\0') {
            return Ok(None);
        }
        let row: Option<(User, Option<String>)> = with_conn!(self, |conn| {
            users::table
                .filter(users::name_key.eq(&key))
                .select((User::as_select(), users::password_hash))
                .first(conn)
                .await
                .optional()?
        });
        Ok(row.map(|(user, password_hash)| Credentials { user, password_hash }))
    }
}
