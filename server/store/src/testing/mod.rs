//! Every test of the store runs on both databases.

pub(crate) mod bucket;
pub(crate) mod desk;

use crate::{
    Clock, DatabaseUrl, Error, Event, FileOptions, KeySource, NewProject, NewUser, RequestId, Result, Store,
    StoreOptions, User, database::in_transaction,
};
use bucket::TestBucket;
use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt;
use model::{
    Code, Name, Text,
    authority::{Membership, Standing, SystemRole},
};
use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

/// Emits `async fn name(store: TestStore)` as a module with one test for each database.
macro_rules! on_each_database {
    ($($(#[$doc:meta])* async fn $name:ident($store:ident: TestStore) $body:block)*) => { $(
        $(#[$doc])*
        async fn $name($store: $crate::testing::TestStore) $body

        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                super::$name($crate::testing::TestStore::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if let Some(store) = $crate::testing::TestStore::postgres().await {
                    super::$name(store).await;
                }
            }
        }
    )* };
}
pub(crate) use on_each_database;

/// As [`on_each_database!`], and once more with files in a bucket.
macro_rules! on_each_file_store {
    ($($(#[$doc:meta])* async fn $name:ident($store:ident: TestStore) $body:block)*) => {
        $crate::testing::on_each_database! { $($(#[$doc])* async fn $name($store: TestStore) $body)* }

        mod in_a_bucket { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name($crate::testing::TestStore::in_bucket().await).await;
            }
        )* }
    };
}
pub(crate) use on_each_file_store;

/// An empty store whose clock the test moves.
pub(crate) struct TestStore {
    store: Store,
    options: StoreOptions,
    now: Arc<Mutex<DateTime<Utc>>>,
    directory: tempfile::TempDir,
    bucket: Option<TestBucket>,
}

impl std::ops::Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl TestStore {
    pub(crate) async fn sqlite() -> Self {
        Self::open(DatabaseUrl::Sqlite(None), None).await
    }

    /// On SQLite, with its files in a bucket of its own.
    pub(crate) async fn in_bucket() -> Self {
        Self::open(DatabaseUrl::Sqlite(None), Some(TestBucket::start().await)).await
    }

    /// In a schema of its own; `None`, said aloud, where there is no server.
    pub(crate) async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("SCALEPH_TEST_POSTGRES_URL") else {
            assert!(std::env::var_os("CI").is_none(), "SCALEPH_TEST_POSTGRES_URL is not set");
            println!("skipped: SCALEPH_TEST_POSTGRES_URL is not set");
            return None;
        };
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let schema = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let (client, connection) = tokio_postgres::connect(&server, tokio_postgres::NoTls).await.unwrap();
        let driver = tokio::spawn(connection);
        let fresh = format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}");
        client.batch_execute(&fresh).await.unwrap();
        drop(client);
        driver.await.unwrap().unwrap();
        let separator = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{separator}options=-c%20search_path%3D{schema}");
        Some(Self::open(DatabaseUrl::Postgres(url), None).await)
    }

    async fn open(database: DatabaseUrl, bucket: Option<TestBucket>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let options = StoreOptions {
            database,
            data_dir: directory.path().join("data"),
            key: KeySource::Own(directory.path().join("key")),
            files: bucket.as_ref().map_or(FileOptions::Directory(None), TestBucket::files),
        };
        let now = Arc::new(Mutex::new("2026-01-02T03:04:05.678901Z".parse().unwrap()));
        let store = Store::open_with_clock(options.clone(), clock(&now)).await.unwrap();
        Self { store, options, now, directory, bucket }
    }

    /// Another replica: the same database and clock, another data directory.
    pub(crate) async fn replica(&self) -> Store {
        let mut options = self.options.clone();
        options.data_dir = self.directory.path().join("replica");
        if let FileOptions::Directory(_) = options.files {
            options.files = FileOptions::Directory(Some(self.options.data_dir.join("files")));
        }
        if let DatabaseUrl::Sqlite(path) = &mut options.database {
            *path = Some(self.options.data_dir.join("scaleph.db"));
        }
        Store::open_with_clock(options, clock(&self.now)).await.unwrap()
    }

    /// How it was opened.
    pub(crate) fn options(&self) -> &StoreOptions {
        &self.options
    }

    /// How many objects lie in a folder of the file store.
    pub(crate) async fn lying(&self, folder: &str) -> usize {
        self.files().objects().list(Some(&folder.into())).count().await
    }

    /// Where the objects are on a disk.
    pub(crate) fn disk(&self) -> PathBuf {
        self.bucket.as_ref().map_or_else(|| self.options.data_dir.join("files"), TestBucket::disk)
    }

    /// Lets time go by.
    pub(crate) fn wait(&self, time: TimeDelta) {
        *self.now.lock().unwrap() += time;
    }
}

fn clock(now: &Arc<Mutex<DateTime<Utc>>>) -> Clock {
    let now = now.clone();
    Clock::new(move || *now.lock().unwrap())
}

/// People and projects for tests.
impl TestStore {
    /// Somebody with a role in the installation.
    pub(crate) async fn person(&self, name: &str, role: SystemRole) -> Standing {
        let store: &Store = self;
        let name = Name::parse(name).unwrap();
        let new = NewUser { display_name: name.clone(), name, email: None, role, password_hash: None };
        let user = insert(store, &new).await.unwrap();
        store.standing(user.id).await.unwrap().unwrap()
    }

    /// A project that somebody owns.
    pub(crate) async fn project_of(&self, owner: &Standing, name: &str) -> Membership {
        let new = NewProject { name: Name::parse(name).unwrap(), description: Text::default() };
        let project = self.create_project(&owner.allow().unwrap(), &new, &request()).await.unwrap();
        self.membership(owner.user, project.id).await.unwrap().unwrap()
    }

    /// The events so far.
    pub(crate) async fn heard(receiver: &mut tokio::sync::broadcast::Receiver<Event>) -> Vec<Event> {
        let mut heard = Vec::new();
        // PostgreSQL takes a moment to pass them on.
        while let Ok(Ok(event)) = tokio::time::timeout(Duration::from_millis(400), receiver.recv()).await {
            heard.push(event);
        }
        heard
    }
}

async fn insert(store: &Store, new: &NewUser) -> Result<User> {
    in_transaction!(store, |tx| tx.insert_user(new).await)
}

/// The request of a test.
pub(crate) fn request() -> RequestId {
    RequestId::new("request-1")
}

/// The problems that something ended in.
pub(crate) fn problems<T: std::fmt::Debug>(result: Result<T>) -> Vec<Code> {
    match result.unwrap_err() {
        Error::Problems(problems) => problems.into_iter().map(|problem| problem.code).collect(),
        other => panic!("{other:?}"),
    }
}
