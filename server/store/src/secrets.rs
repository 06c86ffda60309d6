//! Sealed values: written by whoever may write their owner's row, read by the server alone.

use crate::{
    Result, Store,
    database::{in_transaction, on_both, with_conn},
    schema::secrets,
    sealing::Sealed,
    stored::Stored,
    transaction::Tx,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{SecretId, authority::SystemScope};
use std::fmt;

/// Whose secret it is: the table and the id of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretOwner {
    kind: &'static str,
    id: String,
}

impl SecretOwner {
    /// The row `id` of `kind`, such as `session_cluster`.
    pub fn new(kind: &'static str, id: impl fmt::Display) -> Self {
        Self { kind, id: id.to_string() }
    }

    /// What the value is sealed with, so that it opens nowhere else.
    fn of(&self, name: &str) -> String {
        format!("secrets/{}/{}/{name}", self.kind, self.id)
    }
}

/// An opened value; shown to nobody by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The value, for the one who needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Store {
    /// Opens an owner's secret; `None` when there is none of this name.
    ///
    /// # Errors
    /// [`crate::Error::Sealed`] when its key is missing or the row was changed or moved.
    pub async fn secret(&self, _: &SystemScope, owner: &SecretOwner, name: &str) -> Result<Option<Secret>> {
        let row: Option<(String, String)> = with_conn!(self, |conn| {
            secrets::table
                .filter(secrets::owner_kind.eq(owner.kind).and(secrets::owner_id.eq(&owner.id)))
                .filter(secrets::name.eq(name))
                .select((secrets::key_id, secrets::sealed))
                .first(conn)
                .await
                .optional()?
        });
        let Some((key_id, text)) = row else { return Ok(None) };
        let opened = self.sealer().open(&owner.of(name), &Sealed { key_id, text })?;
        let text = String::from_utf8(opened).map_err(|_| crate::Error::Sealed(owner.of(name)))?;
        Ok(Some(Secret(text)))
    }

    /// Which secrets an owner has, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn secret_names(&self, owner: &SecretOwner) -> Result<Vec<String>> {
        with_conn!(self, |conn| {
            Ok(secrets::table
                .filter(secrets::owner_kind.eq(owner.kind).and(secrets::owner_id.eq(&owner.id)))
                .order(secrets::name)
                .select(secrets::name)
                .load(conn)
                .await?)
        })
    }

    /// Seals everything anew that an older key sealed; says how many values. Afterwards the older key can go, once
    /// nobody is signed in from before.
    ///
    /// # Errors
    /// [`crate::Error::Sealed`] for a value that no key opens.
    pub async fn reseal_secrets(&self, _: &SystemScope) -> Result<usize> {
        type Row = (String, String, String, String, String, String);
        let newest = self.sealer().newest_key_id().to_owned();
        in_transaction!(self, |tx| {
            let rows: Vec<Row> = secrets::table
                .filter(secrets::key_id.ne(&newest))
                .select((
                    secrets::id,
                    secrets::owner_kind,
                    secrets::owner_id,
                    secrets::name,
                    secrets::key_id,
                    secrets::sealed,
                ))
                .load(tx.conn)
                .await?;
            for (id, kind, owner, name, key_id, text) in &rows {
                let owner = format!("secrets/{kind}/{owner}/{name}");
                let sealed = Sealed { key_id: key_id.clone(), text: text.clone() };
                let sealed = self.sealer().seal(&owner, &self.sealer().open(&owner, &sealed)?);
                diesel::update(secrets::table.find(id))
                    .set((secrets::key_id.eq(sealed.key_id), secrets::sealed.eq(sealed.text)))
                    .execute(tx.conn)
                    .await?;
            }
            tx.reseal_key_check().await?;
            Ok(rows.len())
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Seals a secret of an owner in place of the former one; says what the audit may say of it.
        pub(crate) async fn seal(&mut self, owner: &SecretOwner, name: &str, value: &str) -> Result<String> {
            self.unseal_never(owner, Some(name)).await?;
            let sealed = self.store.sealer().seal(&owner.of(name), value.as_bytes());
            diesel::insert_into(secrets::table)
                .values((
                    secrets::id.eq(Stored(self.id::<SecretId>())),
                    secrets::owner_kind.eq(owner.kind),
                    secrets::owner_id.eq(&owner.id),
                    secrets::name.eq(name),
                    secrets::key_id.eq(sealed.key_id),
                    secrets::sealed.eq(sealed.text),
                    secrets::created_at.eq(self.at()),
                ))
                .execute(self.conn)
                .await?;
            Ok(self.store.sealer().digest(value.as_bytes()))
        }

        /// Forgets a secret of an owner, or all of them.
        pub(crate) async fn unseal_never(&mut self, owner: &SecretOwner, name: Option<&str>) -> Result<()> {
            let theirs = secrets::owner_kind.eq(owner.kind).and(secrets::owner_id.eq(&owner.id));
            let theirs = secrets::table.filter(theirs);
            match name {
                Some(name) => diesel::delete(theirs.filter(secrets::name.eq(name))).execute(self.conn).await?,
                None => diesel::delete(theirs).execute(self.conn).await?,
            };
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Error, testing::on_each_database};

    async fn seal(store: &Store, owner: &SecretOwner, value: &str) -> Result<String> {
        in_transaction!(store, |tx| tx.seal(owner, "password", value).await)
    }

    on_each_database! {
        async fn a_secret_is_read_back_by_the_server_and_replaced_by_a_new_one(store: TestStore) {
            let (server, owner) = (SystemScope::of_the_server(), SecretOwner::new("session_cluster", "1"));
            let first = seal(&store, &owner, "hunter2").await.unwrap();
            let second = seal(&store, &owner, "hunter3").await.unwrap();
            assert!(first != second && first.starts_with("hmac-sha256:"));
            let secret = store.secret(&server, &owner, "password").await.unwrap().unwrap();
            assert_eq!((secret.reveal(), format!("{secret:?}").as_str()), ("hunter3", "Secret(…)"));
            assert_eq!(store.secret_names(&owner).await.unwrap(), ["password"]);
            assert!(store.secret(&server, &owner, "token").await.unwrap().is_none());
        }

        async fn a_secret_that_was_moved_to_another_row_does_not_open(store: TestStore) {
            let (server, owner) = (SystemScope::of_the_server(), SecretOwner::new("session_cluster", "1"));
            seal(&store, &owner, "hunter2").await.unwrap();
            let other = SecretOwner::new("session_cluster", "2");
            let moved = async |store: &Store| -> Result<()> {
                in_transaction!(store, |tx| {
                    diesel::update(secrets::table).set(secrets::owner_id.eq(&other.id)).execute(tx.conn).await?;
                    Ok(())
                })
            };
            moved(&store).await.unwrap();
            assert!(matches!(store.secret(&server, &other, "password").await, Err(Error::Sealed(_))));
        }
    }
}
