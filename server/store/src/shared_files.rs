//! Whether the file store is the one that the other servers of the database have.
//!
//! Each file store is marked once, and the database knows the mark. A replica with a folder of its own would write results
//! there that nobody else finds.

use crate::{
    Error, Result, Store,
    database::{in_transaction, with_conn},
    schema::settings,
    sealing::hex,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use object_store::{Error as Files, PutMode, path::Path};

/// The database's name for the mark.
const KNOWN: &str = "files.mark";
/// The file that has it.
pub(crate) const MARK: &str = "store-mark";

impl Store {
    /// Refuses a file store that is not the one this database's files are in.
    pub(crate) async fn check_files(&self) -> Result<()> {
        if !self.is_shared() {
            return Ok(());
        }
        if self.known_mark().await?.is_none() {
            let mark = self.mark_files().await?;
            in_transaction!(self, |tx| {
                // Of two replicas that start at once, one is first.
                diesel::insert_into(settings::table)
                    .values((settings::key.eq(KNOWN), settings::value.eq(&mark), settings::revision.eq(1_i64)))
                    .on_conflict_do_nothing()
                    .execute(tx.conn)
                    .await?;
                Ok(())
            })?;
        }
        let known = self.known_mark().await?.ok_or(Error::Missing)?;
        if self.mark().await?.as_ref() == Some(&known) {
            return Ok(());
        }
        let folder = self.files().directory().display();
        Err(Error::Refused(format!(
            "the files in {folder} are not those of this database: all its servers need one folder that each of them \
             sees, in files.url; if {folder} is that folder, its file {MARK} must hold {known}"
        )))
    }

    async fn known_mark(&self) -> Result<Option<String>> {
        with_conn!(self, |conn| Ok(settings::table.find(KNOWN).select(settings::value).first(conn).await.optional()?))
    }

    /// The mark of the file store; one that has none gets one.
    async fn mark_files(&self) -> Result<String> {
        let mark = hex(&rand::random::<[u8; 16]>());
        match self.files().objects().put_opts(&Path::from(MARK), mark.into(), PutMode::Create.into()).await {
            Ok(_) | Err(Files::AlreadyExists { .. }) => self.mark().await?.ok_or(Error::Missing),
            Err(error) => Err(Error::Files(error)),
        }
    }

    async fn mark(&self) -> Result<Option<String>> {
        let read = match self.files().objects().get(&Path::from(MARK)).await {
            Ok(found) => found.bytes().await,
            Err(error) => Err(error),
        };
        match read {
            Ok(mark) => Ok(Some(String::from_utf8_lossy(&mark).trim().to_owned())),
            Err(Files::NotFound { .. }) => Ok(None),
            Err(error) => Err(Error::Files(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MARK;
    use crate::{FileOptions, Store, StoreOptions, testing::TestStore};

    /// A second server's options: the same database, and files in a folder.
    fn second(store: &TestStore, folder: &std::path::Path) -> StoreOptions {
        let files = FileOptions::Directory(Some(folder.join("files")));
        StoreOptions { data_dir: folder.join("data"), files, ..store.options().clone() }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_replica_with_files_of_its_own_is_refused_with_the_way_out() {
        let Some(store) = TestStore::postgres().await else {
            return;
        };
        let folder = tempfile::tempdir().unwrap();
        let options = second(&store, folder.path());
        let refusal = Store::open(options.clone()).await.unwrap_err().to_string();
        assert!(refusal.contains("are not those of this database") && refusal.contains("files.url"), "{refusal}");

        // The folder was copied to another place, with its mark: it is the one.
        let mark = store.options().data_dir.join("files").join(MARK);
        std::fs::copy(mark, folder.path().join("files").join(MARK)).unwrap();
        Store::open(options).await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_single_server_on_a_file_is_not_asked_for_a_mark() {
        let store = TestStore::sqlite().await;
        assert!(!store.options().data_dir.join("files").join(MARK).exists());
    }
}
