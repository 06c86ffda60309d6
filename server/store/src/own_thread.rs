//! Where statements of SQLite run.
//!
//! A statement waits for the disk and for locks, so it must not run on the threads that all requests share. A task of its own
//! on a thread that may wait is safe, and costs two changes of thread; a page asks ten times. So a page moves to such a
//! thread whole, with [`Store::on_own_thread`], and its statements run right there. All others get a task each.

use crate::{Store, database::Database};
use diesel::SqliteConnection;
use diesel_async::sync_connection_wrapper::{SpawnBlocking, SyncConnectionWrapper};
use futures::{FutureExt, future::BoxFuture};
use std::{cell::Cell, error::Error};
use tokio::runtime::Handle;

/// So much work at once has a thread of its own; more goes without one. It is more than there are connections, and far below the 512
/// threads that tokio has for waiting: what the work itself hands to one of them always finds one.
pub(crate) const MOST: usize = 32;

thread_local! {
    /// True while this thread does one piece of work and nothing else.
    static OWN: Cell<bool> = const { Cell::new(false) };
}

impl Store {
    /// Does work that asks the database often, and answers soon: on a thread of its own if the database is SQLite, whose
    /// statements then need no task each.
    ///
    /// The work goes on to its end when nobody waits for it any more.
    pub async fn on_own_thread<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> T {
        if OWN.get() || !matches!(self.database(), Database::Sqlite(_)) {
            return work.await;
        }
        // Some pages ask a cluster, which may take its time: those that come after them must not wait for that.
        let Ok(turn) = self.turns().try_acquire_owned() else { return work.await };
        let runtime = Handle::current();
        let done = tokio::task::spawn_blocking(move || {
            let (_turn, _own) = (turn, Own::begin());
            runtime.block_on(work)
        });
        match done.await.map_err(tokio::task::JoinError::try_into_panic) {
            Ok(value) => value,
            Err(Ok(panic)) => std::panic::resume_unwind(panic),
            // The runtime ends, and everything in it.
            Err(Err(_)) => std::future::pending().await,
        }
    }
}

/// While it is there, the thread is one piece of work's own.
struct Own;

impl Own {
    fn begin() -> Self {
        OWN.set(true);
        Self
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        OWN.set(false);
    }
}

/// Runs statements here if the thread is the work's own, and elsewhere if it is not.
pub(crate) struct HereOrElsewhere(Elsewhere);

/// How diesel-async runs statements, which has no public name: a task of tokio for each.
type Elsewhere = <SyncConnectionWrapper<SqliteConnection> as RunsOn>::Runtime;

trait RunsOn {
    type Runtime;
}

impl<C, S> RunsOn for SyncConnectionWrapper<C, S> {
    type Runtime = S;
}

impl SpawnBlocking for HereOrElsewhere {
    fn spawn_blocking<'a, R: Send + 'static>(
        &mut self,
        task: impl FnOnce() -> R + Send + 'static,
    ) -> BoxFuture<'a, Result<R, Box<dyn Error + Send + Sync>>> {
        match OWN.get() {
            true => std::future::ready(Ok(task())).boxed(),
            false => self.0.spawn_blocking(task),
        }
    }

    fn get_runtime() -> Self {
        Self(Elsewhere::get_runtime())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Result,
        database::{in_transaction, with_conn},
        testing::on_each_database,
    };
    use diesel_async::RunQueryDsl;
    use std::{sync::Arc, thread, time::Duration};

    on_each_database! {
        async fn work_on_a_thread_of_its_own_reads_and_writes_like_any_other(store: TestStore) {
            let own = (*store).clone();
            let read = store.on_own_thread(async move {
                own.set_setting("counted", &7).await?;
                let nested = own.clone();
                assert_eq!(nested.on_own_thread(async { 1 }).await, 1);
                own.setting::<u32>("counted").await
            });
            assert_eq!(read.await.unwrap(), Some(7));
        }

        async fn what_is_rolled_back_on_an_own_thread_was_not_written(store: TestStore) {
            let own = (*store).clone();
            let failed: Result<()> = store.on_own_thread(async move {
                in_transaction!(&own, |tx| {
                    let written = "INSERT INTO settings (key, value, revision) VALUES ('half', '1', 1)";
                    diesel::sql_query(written).execute(tx.conn).await?;
                    Err(crate::Error::Missing)
                })
            }).await;
            assert!(matches!(failed, Err(crate::Error::Missing)));
            assert_eq!(store.setting::<u32>("half").await.unwrap(), None);
        }
    }

    /// Keeps a connection busy for a while.
    const SLOW: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) \
        SELECT max(i) FROM n";

    async fn slow(store: &Store) -> Result<usize> {
        with_conn!(store, |conn| Ok(diesel::sql_query(SLOW).execute(conn).await?))
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_slow_statement_stalls_nobody_who_shares_the_runtime() {
        let store = crate::testing::TestStore::sqlite().await;
        for own_thread in [true, false] {
            let held = (*store).clone();
            let busy = tokio::spawn(async move {
                match own_thread {
                    true => held.clone().on_own_thread(async move { slow(&held).await }).await,
                    false => slow(&held).await,
                }
            });
            let mut turns = 0;
            while !busy.is_finished() {
                tokio::time::sleep(Duration::from_millis(1)).await;
                turns += 1;
            }
            busy.await.unwrap().unwrap();
            assert!(turns >= 5, "the only worker went on while the statement ran: {turns} turns");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn statements_run_on_the_own_thread_and_nowhere_else() {
        let mut runtime = HereOrElsewhere::get_runtime();
        let store = crate::testing::TestStore::sqlite().await;
        let asked = thread::current().id();
        assert_ne!(runtime.spawn_blocking(|| thread::current().id()).await.unwrap(), asked);
        let (work, statement) = store
            .on_own_thread(async move {
                let statement = runtime.spawn_blocking(|| thread::current().id()).await.unwrap();
                (thread::current().id(), statement)
            })
            .await;
        assert_eq!(work, statement);
        assert!(!OWN.get());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn more_work_than_there_are_turns_comes_through() {
        let store = Arc::new(crate::testing::TestStore::sqlite().await);
        let work = (0..4 * MOST as u32).map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let own = (**store).clone();
                let asked = async move { own.setting::<u32>("counted").await };
                store.on_own_thread(asked).await.map(|_| n)
            })
        });
        assert_eq!(futures::future::join_all(work).await.into_iter().filter(|done| done.is_ok()).count(), 4 * MOST);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_panic_reaches_who_waits_and_leaves_the_thread_as_it_was() {
        let store = (*crate::testing::TestStore::sqlite().await).clone();
        let asked = store.clone();
        let broken = tokio::spawn(async move { store.on_own_thread(async { panic!("on purpose") }).await });
        assert!(broken.await.unwrap_err().is_panic());
        assert!(asked.setting::<u32>("counted").await.unwrap().is_none());
    }
}
