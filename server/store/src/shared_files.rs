//! Whether the file store is the one that this database's files are in.
//!
//! A file store that others can reach is marked once, and the database knows the mark. A replica with a folder of its own
//! would write results there that nobody else finds; two installations in one bucket would sweep each other's away.

use crate::{
    Error, Place, Result, Store,
    database::{in_transaction, with_conn},
    schema::settings,
    sealing::hex,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use object_store::{Error as Files, ObjectStoreExt, path::Path};

/// The database's name for the mark.
const KNOWN: &str = "files.mark";
/// The file that has it.
pub(crate) const MARK: &str = "store-mark";

impl Store {
    /// Refuses a file store that is not the one this database's files are in.
    pub(crate) async fn check_files(&self) -> Result<()> {
        let in_bucket = matches!(self.files().place(), Place::Bucket(_));
        let known = match self.known_mark().await? {
            Some(known) => known,
            None if self.is_shared() || in_bucket => self.mark_files().await?,
            // A folder of one server's own.
            None => return Ok(()),
        };
        if self.mark().await?.as_ref() == Some(&known) {
            return Ok(());
        }
        let place = self.files().place();
        Err(Error::Refused(format!(
            "the files in {place} are not those of this database: all its servers need one folder that each of them \
             sees, or one bucket, in files.url; if {place} is the right one, its file {MARK} must hold {known}"
        )))
    }

    async fn known_mark(&self) -> Result<Option<String>> {
        with_conn!(self, |conn| Ok(settings::table.find(KNOWN).select(settings::value).first(conn).await.optional()?))
    }

    /// Marks the file store for this database, and gives the mark. A folder may have one that was made for another
    /// database, which then is of the past; a bucket may have many users, so it is refused.
    async fn mark_files(&self) -> Result<String> {
        let fresh = hex(&rand::random::<[u8; 16]>());
        let marked: Result<()> = in_transaction!(self, |tx| {
            let row = (settings::key.eq(KNOWN), settings::value.eq(&fresh), settings::revision.eq(1_i64));
            // Of two servers that start at once one is first, and the other waits here until the file is there too.
            let ours =
                diesel::insert_into(settings::table).values(row).on_conflict_do_nothing().execute(tx.conn).await?;
            if ours == 0 {
                return Ok(());
            }
            match (self.mark().await?, self.files().place()) {
                (None, _) => {
                    let mark = fresh.clone().into();
                    self.files().objects().put(&Path::from(MARK), mark).await.map_err(Error::Files)?;
                }
                (Some(theirs), Place::Directory(_)) => {
                    let row = diesel::update(settings::table.find(KNOWN)).set(settings::value.eq(theirs));
                    row.execute(tx.conn).await?;
                }
                (Some(_), Place::Bucket(address)) => {
                    return Err(Error::Refused(format!(
                        "the files in {address} are those of another database: give this one a prefix of its own in \
                         files.url, or delete {MARK} there if no server uses them any more"
                    )));
                }
            }
            Ok(())
        });
        marked?;
        self.known_mark().await?.ok_or(Error::Missing)
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
