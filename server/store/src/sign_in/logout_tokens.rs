//! A logout token of a provider works once.

use crate::{Result, Store, database::in_transaction, schema::logout_tokens};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

impl Store {
    /// Remembers a token until it expires; false when it came before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remember_logout_token(&self, issuer: &str, jti: &str, expires_at: DateTime<Utc>) -> Result<bool> {
        in_transaction!(self, |tx| {
            diesel::delete(logout_tokens::table.filter(logout_tokens::expires_at.le(tx.at()))).execute(tx.conn).await?;
            let new = diesel::insert_into(logout_tokens::table)
                .values((
                    logout_tokens::issuer.eq(issuer),
                    logout_tokens::jti.eq(jti),
                    logout_tokens::expires_at.eq(expires_at.naive_utc()),
                ))
                .on_conflict_do_nothing()
                .execute(tx.conn)
                .await?;
            Ok(new == 1)
        })
    }
}

#[cfg(test)]
mod tests {

    use crate::testing::on_each_database;
    use chrono::TimeDelta;

    on_each_database! {
        async fn a_logout_token_is_new_once_until_it_expires(store: TestStore) {
            let expires = store.now() + TimeDelta::minutes(2);
            assert!(store.remember_logout_token("i", "j", expires).await.unwrap());
            assert!(!store.remember_logout_token("i", "j", expires).await.unwrap());
            assert!(store.remember_logout_token("other", "j", expires).await.unwrap());
        }
    }
}
