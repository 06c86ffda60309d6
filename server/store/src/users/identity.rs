//! People as their company's sign-in page knows them: by issuer and subject, never by name or mail address.

use crate::{
    Act, Error, OnConstraint, RequestId, Result, Store,
    database::{in_transaction, on_both, with_conn},
    schema::{identities, users},
    stored::{Stored, key_of},
    transaction::Tx,
    users::{
        NewUser, User,
        create::{created, search_key},
    },
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, Name, UserId,
    authority::{Standing, SystemRole},
};
use serde_json::json;

/// What a provider said about somebody who signed in.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// Who it is there.
    pub subject: String,
    /// A name for a new account; another is made of it if it is taken.
    pub name: Name,
    /// What is shown.
    pub display_name: Name,
    /// Where mail goes.
    pub email: Option<String>,
    /// What the groups say; `None` when they say nothing and the role is ours to give.
    pub role: Option<SystemRole>,
}

impl Store {
    /// Who this is here.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn user_by_identity(&self, issuer: &str, subject: &str) -> Result<Option<User>> {
        with_conn!(self, |conn| {
            Ok(identities::table
                .find((issuer, subject))
                .inner_join(users::table)
                .select(User::as_select())
                .first(conn)
                .await
                .optional()?)
        })
    }

    /// Who this is here, after what the provider said was taken over; a new account if it is nobody yet.
    ///
    /// An existing account is never taken over because of its name: its owner links it, see [`Store::link_identity`].
    ///
    /// # Errors
    /// When the database fails. Somebody disabled is returned as such.
    pub async fn link_or_create_identity(&self, identity: &Identity, request: &RequestId) -> Result<User> {
        in_transaction!(self, |tx| {
            tx.one_at_a_time("identities").await?;
            let known: Option<User> = identities::table
                .find((&identity.issuer, &identity.subject))
                .inner_join(users::table)
                .select(User::as_select())
                .first(tx.conn)
                .await
                .optional()?;
            match known {
                Some(user) => tx.take_over(user, identity, request).await,
                None => {
                    let new = NewUser {
                        name: tx.free_name(&identity.name).await?,
                        display_name: identity.display_name.clone(),
                        email: identity.email.clone(),
                        role: identity.role.unwrap_or(SystemRole::User),
                        password_hash: None,
                    };
                    let user = tx.insert_user(&new).await?;
                    tx.insert_identity(user.id, &identity.issuer, &identity.subject).await?;
                    tx.audit(created(&user, request).by(user.id)).await?;
                    Ok(user)
                }
            }
        })
    }

    /// Lets somebody who is signed in sign in by a provider too.
    ///
    /// # Errors
    /// The problem [`Code::NameTaken`] at `identity` when it is somebody already.
    pub async fn link_identity(&self, own: &Standing, issuer: &str, subject: &str, request: &RequestId) -> Result<()> {
        in_transaction!(self, |tx| {
            tx.insert_identity(own.user, issuer, subject).await?;
            let act = Act::new("user.link_identity", request).by(own.user).on("user", own.user, "");
            tx.audit(act.after(json!({"issuer": issuer, "subject": subject}))).await
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        async fn insert_identity(&mut self, user: UserId, issuer: &str, subject: &str) -> Result<()> {
            diesel::insert_into(identities::table)
                .values((
                    identities::issuer.eq(issuer),
                    identities::subject.eq(subject),
                    identities::user_id.eq(Stored(user)),
                    identities::created_at.eq(self.at()),
                ))
                .execute(self.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: subject.into() }.at("identity"))?;
            Ok(())
        }

        /// What the provider says now holds now, but for the last administrator's role.
        async fn take_over(&mut self, user: User, identity: &Identity, request: &RequestId) -> Result<User> {
            if let Some(role) = identity.role.filter(|role| *role != user.role) {
                let act = Act::new("user.set_role", request).by(user.id).on("user", user.id, &user.name);
                match self.change_role(&user, role).await {
                    Ok(()) => self.audit(act.before(json!({"role": user.role})).after(json!({"role": role}))).await?,
                    Err(Error::Problems(_)) => {
                        tracing::warn!(user.name, "the last administrator stays one, whatever the groups say");
                    }
                    Err(error) => return Err(error),
                }
            }
            diesel::update(users::table.find(Stored(user.id)))
                .set((
                    users::display_name.eq(identity.display_name.as_str()),
                    users::email.eq(&identity.email),
                    users::search_key.eq(search_key(
                        &user.name,
                        identity.display_name.as_str(),
                        identity.email.as_deref(),
                    )),
                ))
                .execute(self.conn)
                .await?;
            Ok(User::query().filter(users::id.eq(Stored(user.id))).first(self.conn).await?)
        }

        /// The name, or the name with the first number that nobody has.
        async fn free_name(&mut self, wanted: &Name) -> Result<Name> {
            for number in 1..1000 {
                let name = match number {
                    1 => wanted.clone(),
                    _ => {
                        let short: String = wanted.as_str().chars().take(70).collect();
                        Name::parse(&format!("{short}-{number}")).map_err(|code| code.at("name"))?
                    }
                };
                let taken: i64 = users::table
                    .filter(users::name_key.eq(key_of(name.as_str())))
                    .count()
                    .get_result(self.conn)
                    .await?;
                if taken == 0 {
                    return Ok(name);
                }
            }
            Err(Code::NameTaken { name: wanted.to_string() }.at("name").into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{on_each_database, problems, request};

    fn said(subject: &str, name: &str, role: Option<SystemRole>) -> Identity {
        Identity {
            issuer: "https://id.example.com".into(),
            subject: subject.into(),
            name: Name::parse(name).unwrap(),
            display_name: Name::parse(name).unwrap(),
            email: Some(format!("{name}@example.com")),
            role,
        }
    }

    on_each_database! {
        async fn somebody_is_recognised_by_issuer_and_subject_and_never_by_name(store: TestStore) {
            let local = store.person("ada", SystemRole::Administrator).await;
            let first = store.link_or_create_identity(&said("1", "ada", None), &request()).await.unwrap();
            assert_ne!(first.id, local.user);
            assert_eq!((first.name.as_str(), first.role), ("ada-2", SystemRole::User));

            let again = store.link_or_create_identity(&said("1", "renamed", None), &request()).await.unwrap();
            assert_eq!((again.id, again.display_name.as_str()), (first.id, "renamed"));
            let found = store.user_by_identity("https://id.example.com", "1").await.unwrap().unwrap();
            assert_eq!(found.id, first.id);
            assert!(store.user_by_identity("https://other.example.com", "1").await.unwrap().is_none());
        }

        async fn groups_give_and_take_roles_but_the_last_administrator_stays(store: TestStore) {
            let admin = said("1", "ada", Some(SystemRole::Administrator));
            store.link_or_create_identity(&admin, &request()).await.unwrap();
            let demoted = said("1", "ada", Some(SystemRole::User));
            let still = store.link_or_create_identity(&demoted, &request()).await.unwrap();
            assert_eq!(still.role, SystemRole::Administrator);
            store.person("bob", SystemRole::Administrator).await;
            let demoted = store.link_or_create_identity(&demoted, &request()).await.unwrap();
            assert_eq!(demoted.role, SystemRole::User);
        }

        async fn an_identity_is_linked_by_its_owner_and_to_one_person(store: TestStore) {
            let (a, b) = (store.person("a", SystemRole::User).await, store.person("b", SystemRole::User).await);
            store.link_identity(&a, "https://id.example.com", "1", &request()).await.unwrap();
            let taken = store.link_identity(&b, "https://id.example.com", "1", &request()).await;
            assert_eq!(problems(taken), [Code::NameTaken { name: "1".into() }]);
            let user = store.link_or_create_identity(&said("1", "x", None), &request()).await.unwrap();
            assert_eq!(user.id, a.user);
        }
    }
}
