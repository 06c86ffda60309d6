//! Every test of the store runs on both databases.

use crate::{Clock, DatabaseUrl, FileOptions, KeySource, Store, StoreOptions};
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

/// Emits `async fn name(store: TestStore)` as a module with one test for each database.
macro_rules! on_each_database {
    ($($(#[$doc:meta])* async fn $name:ident($store:ident: TestStore) $body:block)*) => { $(
        $(#[$doc])*
        mod $name {
            #[allow(unused_imports, reason = "not every test needs all of its parent")]
            use super::*;

            async fn run($store: $crate::testing::TestStore) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                run($crate::testing::TestStore::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if let Some(store) = $crate::testing::TestStore::postgres().await {
                    run(store).await;
                }
            }
        }
    )* };
}
pub(crate) use on_each_database;

/// An empty store whose clock the test moves.
pub(crate) struct TestStore {
    store: Store,
    options: StoreOptions,
    now: Arc<Mutex<DateTime<Utc>>>,
    directory: tempfile::TempDir,
}

impl std::ops::Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl TestStore {
    pub(crate) async fn sqlite() -> Self {
        Self::open(DatabaseUrl::Sqlite(None)).await
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
        Some(Self::open(DatabaseUrl::Postgres(url)).await)
    }

    async fn open(database: DatabaseUrl) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let options = StoreOptions {
            database,
            data_dir: directory.path().join("data"),
            key: KeySource::Own(directory.path().join("key")),
            files: FileOptions::Directory(None),
        };
        let now = Arc::new(Mutex::new("2026-01-02T03:04:05.678901Z".parse().unwrap()));
        let store = Store::open_with_clock(options.clone(), clock(&now)).await.unwrap();
        Self { store, options, now, directory }
    }

    /// Another replica: the same database and clock, another data directory.
    pub(crate) async fn replica(&self) -> Store {
        let mut options = self.options.clone();
        options.data_dir = self.directory.path().join("replica");
        if let DatabaseUrl::Sqlite(path) = &mut options.database {
            *path = Some(self.options.data_dir.join("scaleph.db"));
        }
        Store::open_with_clock(options, clock(&self.now)).await.unwrap()
    }

    /// How it was opened.
    pub(crate) fn options(&self) -> &StoreOptions {
        &self.options
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
