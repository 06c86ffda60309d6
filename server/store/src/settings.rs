//! Settings of the installation that are changed while it runs.

use crate::{
    Error, Result, Store,
    database::{in_transaction, on_both, with_conn},
    schema::settings,
    transaction::Tx,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Serialize, de::DeserializeOwned};

/// Sealed once, and opened at every start: a wrong key is found before anything is sealed with it.
const KEY_CHECK: &str = "sealing.check";

impl Store {
    /// A setting; `None` when it was never set, or cannot be read as this any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        Ok(self.setting_text(key).await?.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Sets a setting. What may be set by whom is the caller's to decide; its audit row too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_setting<T: Serialize + Sync>(&self, key: &str, value: &T) -> Result<()> {
        let text = serde_json::to_string(value).map_err(Error::unavailable)?;
        in_transaction!(self, |tx| {
            diesel::insert_into(settings::table)
                .values((settings::key.eq(key), settings::value.eq(&text), settings::revision.eq(1_i64)))
                .on_conflict(settings::key)
                .do_update()
                .set((settings::value.eq(&text), settings::revision.eq(settings::revision + 1)))
                .execute(tx.conn)
                .await?;
            Ok(())
        })
    }

    async fn setting_text(&self, key: &str) -> Result<Option<String>> {
        with_conn!(self, |conn| Ok(settings::table.find(key).select(settings::value).first(conn).await.optional()?))
    }

    /// Refuses a key that does not open what this database has sealed.
    pub(crate) async fn check_key(&self) -> Result<()> {
        if self.setting_text(KEY_CHECK).await?.is_none() {
            let sealed = self.sealer().seal_text(KEY_CHECK, b"scaleph");
            in_transaction!(self, |tx| {
                // Of two replicas that start at once, one is first.
                diesel::insert_into(settings::table)
                    .values((settings::key.eq(KEY_CHECK), settings::value.eq(&sealed), settings::revision.eq(1_i64)))
                    .on_conflict_do_nothing()
                    .execute(tx.conn)
                    .await?;
                Ok(())
            })?;
        }
        let sealed = self.setting_text(KEY_CHECK).await?.ok_or(Error::Missing)?;
        self.sealer().open_text(KEY_CHECK, &sealed).map(drop).map_err(|_| {
            Error::Refused(
                "the sealing key is not the one this database was made with; give the server that key, or it cannot \
                 open the secrets it keeps"
                    .into(),
            )
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Seals the check with the newest key.
        pub(crate) async fn reseal_key_check(&mut self) -> Result<()> {
            let sealed = self.store.sealer().seal_text(KEY_CHECK, b"scaleph");
            diesel::update(settings::table.find(KEY_CHECK))
                .set(settings::value.eq(sealed))
                .execute(self.conn)
                .await?;
            Ok(())
        }
    }
}
