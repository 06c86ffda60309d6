//! The store itself: opens everything that belongs to it and hands it to the modules beside.

use crate::{
    Clock, DatabaseUrl, Error, Event, FileOptions, Files, KeySource, Result,
    clock::IdMaker,
    data_dir::{self, DataDirLock},
    database::Database,
    feed::Feed,
    jobs::Overviews,
    listen::{self, Listener},
    migrations::{self, Older},
    own_thread,
    postgres::Address,
    sealing::{Keys, Sealer},
    spool::LineIndexes,
    sqlite,
};
use chrono::{DateTime, Utc};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::{Semaphore, broadcast};

/// Where everything is.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// Which database.
    pub database: DatabaseUrl,
    /// Everything that this server keeps on this host lies in it.
    pub data_dir: PathBuf,
    /// The sealing keys.
    pub key: KeySource,
    /// Where files are kept.
    pub files: FileOptions,
}

/// All that we remember. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    database: Database,
    feed: Arc<Feed>,
    clock: Clock,
    ids: IdMaker,
    sealer: Sealer,
    files: Files,
    spool_index: LineIndexes,
    turns: Arc<Semaphore>,
    data_dir: PathBuf,
    _listener: Option<Listener>,
    _lock: Option<DataDirLock>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    /// Opens the store for a server: alone in its data directory, the schema brought up to date.
    ///
    /// # Errors
    /// [`Error::Refused`] with a sentence when the server must not start like this: the directory is in use, the
    /// schema is newer than this binary, the key does not open the database, the files are not those of its other
    /// servers or their bucket cannot be used; [`Error::Unavailable`] or [`Error::Io`] when something cannot be reached.
    pub async fn open(options: StoreOptions) -> Result<Self> {
        Self::open_with_clock(options, Clock::system()).await
    }

    /// Opens the store for a server that goes by another clock.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_with_clock(options: StoreOptions, clock: Clock) -> Result<Self> {
        data_dir::prepare(&options.data_dir)?;
        let lock = data_dir::lock(&options.data_dir)?;
        Self::assemble(options, clock, Older::Upgrade, Some(lock)).await
    }

    /// Opens the store for a command of the same host, beside a server that may be running.
    ///
    /// # Errors
    /// As [`Store::open`]; an older schema is refused too.
    pub async fn open_beside(options: StoreOptions) -> Result<Self> {
        data_dir::prepare(&options.data_dir)?;
        Self::assemble(options, Clock::system(), Older::Refuse, None).await
    }

    async fn assemble(options: StoreOptions, clock: Clock, older: Older, lock: Option<DataDirLock>) -> Result<Self> {
        let is_server = lock.is_some();
        let sealer = Sealer::new(Keys::load(&options.key)?);
        let files = Files::open(&options.files, &options.data_dir)?;
        let feed = Arc::new(Feed::new());
        let (database, listener) = match &options.database {
            DatabaseUrl::Sqlite(path) => {
                let path = path.clone().unwrap_or_else(|| default_database(&options.data_dir));
                migrations::sqlite(&path, older, clock.now()).await?;
                (Database::Sqlite(sqlite::pool(&path)?), None)
            }
            DatabaseUrl::Postgres(url) => {
                let address = Address::parse(url)?;
                migrations::postgres(address.connect().await.map_err(Error::unavailable)?, older).await?;
                let pool = address.pool()?;
                let listener = listen::listen(address, feed.clone()).await.map_err(Error::unavailable)?;
                (Database::Postgres(pool), Some(listener))
            }
        };
        let store = Self(Arc::new(Inner {
            database,
            feed,
            clock,
            ids: IdMaker::new(),
            sealer,
            files,
            spool_index: LineIndexes::new(),
            turns: Arc::new(Semaphore::new(own_thread::MOST)),
            data_dir: options.data_dir,
            _listener: listener,
            _lock: lock,
        }));
        store.check_key().await?;
        if is_server {
            store.files().check_bucket().await?;
            store.check_files().await?;
        }
        Ok(store)
    }

    /// Hears every change from now on. A listener that lags too far behind gets an error from the channel, which
    /// means the same as [`Event::Resync`].
    pub fn changes(&self) -> broadcast::Receiver<Event> {
        self.0.feed.subscribe()
    }

    /// The time all rows are written with, in whole microseconds.
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// The file store.
    pub fn files(&self) -> &Files {
        &self.0.files
    }

    /// Where this server keeps what is its own.
    pub fn data_dir(&self) -> &Path {
        &self.0.data_dir
    }

    /// True when other replicas can share the database.
    pub fn is_shared(&self) -> bool {
        matches!(self.0.database, Database::Postgres(_))
    }

    pub(crate) fn database(&self) -> &Database {
        &self.0.database
    }

    pub(crate) fn overviews(&self) -> &Overviews {
        &self.0.feed.overviews
    }

    pub(crate) fn feed(&self) -> &Feed {
        &self.0.feed
    }

    pub(crate) fn ids(&self) -> &IdMaker {
        &self.0.ids
    }

    pub(crate) fn spool_index(&self) -> &LineIndexes {
        &self.0.spool_index
    }

    /// Who may have a thread of their own.
    pub(crate) fn turns(&self) -> Arc<Semaphore> {
        self.0.turns.clone()
    }

    pub(crate) fn sealer(&self) -> &Sealer {
        &self.0.sealer
    }
}

/// Where the embedded database is.
pub(crate) fn default_database(data_dir: &Path) -> PathBuf {
    data_dir.join("scaleph.db")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::on_each_database;
    use base64::{Engine, prelude::BASE64_STANDARD};

    on_each_database! {
        async fn another_key_is_refused_with_a_sentence(store: TestStore) {
            let mut options = store.options().clone();
            if let DatabaseUrl::Sqlite(path) = &mut options.database {
                *path = Some(default_database(&options.data_dir));
            }
            options.key = KeySource::Text(BASE64_STANDARD.encode([7; 32]));
            let refusal = Store::open_beside(options).await.unwrap_err().to_string();
            assert!(refusal.starts_with("the sealing key is not the one"), "{refusal}");
        }

        async fn a_second_server_in_the_same_directory_is_refused_and_a_command_beside_it_is_not(store: TestStore) {
            let refusal = Store::open(store.options().clone()).await.unwrap_err().to_string();
            assert!(refusal.starts_with("another server is using"), "{refusal}");
            let beside = Store::open_beside(store.options().clone()).await.unwrap();
            assert!(!beside.has_administrator().await.unwrap());
        }

        async fn time_is_read_as_it_was_written(store: TestStore) {
            let user = store.person("u", model::authority::SystemRole::User).await;
            assert_eq!(store.user(user.user).await.unwrap().created_at, store.now());
        }

        async fn ids_are_ordered_by_the_time_of_their_making(store: TestStore) {
            let ids: Vec<model::AuditId> = (0..1000).map(|_| store.ids().id(store.now())).collect();
            assert!(ids.is_sorted());
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_server_that_cannot_be_reached_is_said_to_be_unavailable() {
        let directory = tempfile::tempdir().unwrap();
        let options = StoreOptions {
            database: DatabaseUrl::Postgres("postgres://u@127.0.0.1:9/d".into()),
            data_dir: directory.path().join("data"),
            key: KeySource::Own(directory.path().join("key")),
            files: FileOptions::Directory(None),
        };
        assert!(matches!(Store::open(options).await, Err(Error::Unavailable(_))));
    }
}
