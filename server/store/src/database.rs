//! The two databases behind one type, and the macros that type a query body once for each.

use crate::{Error, Result, own_thread::HereOrElsewhere};
use deadpool::managed::{self, Manager};
use diesel::{SqliteConnection, connection::AnsiTransactionManager};
use diesel_async::{
    AsyncConnection, AsyncPgConnection, TransactionManager,
    pooled_connection::{
        PoolableConnection,
        deadpool::{Object, Pool},
    },
    sync_connection_wrapper::SyncConnectionWrapper,
};
use std::time::Duration;

/// A connection to SQLite.
pub(crate) type Lite = SyncConnectionWrapper<SqliteConnection, HereOrElsewhere>;
/// A connection to PostgreSQL.
pub(crate) type Postgres = AsyncPgConnection;

/// How long a request waits for a free connection before it is told that the database cannot be reached.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connections to one of the two.
#[derive(Clone)]
pub(crate) enum Database {
    /// A file in the data directory.
    Sqlite(Pool<Lite>),
    /// A server.
    Postgres(Pool<Postgres>),
}

/// Takes a connection out of a pool.
pub(crate) async fn connection<C>(pool: &Pool<C>) -> Result<Object<C>>
where
    C: PoolableConnection + Send + 'static,
    for<'a> diesel::dsl::select<diesel::dsl::AsExprOf<i32, diesel::sql_types::Integer>>:
        diesel_async::methods::LoadQuery<'a, C, i32>,
    diesel::query_builder::SqlQuery: diesel::query_builder::QueryFragment<C::Backend>,
{
    match tokio::time::timeout(PATIENCE, pool.get()).await {
        Ok(taken) => taken.map_err(Error::unavailable),
        Err(elapsed) => Err(Error::unavailable(elapsed)),
    }
}

/// A connection on which a transaction runs.
///
/// One that is left in the middle of it, because whoever asked is gone, is closed instead of given back: it would hold
/// its locks until somebody happened to take it out of the pool.
pub(crate) struct Busy<M: Manager>(Option<managed::Object<M>>);

impl<M: Manager> Busy<M> {
    /// Begins to watch over a connection.
    pub(crate) fn new(pooled: managed::Object<M>) -> Self {
        Self(Some(pooled))
    }

    /// The connection.
    pub(crate) fn conn(&mut self) -> &mut M::Type {
        self.0.as_mut().expect("a busy connection is there until it is dropped")
    }

    /// The transaction came to its end, whatever end: the connection can be used again.
    pub(crate) fn ended(mut self) {
        self.0 = None;
    }
}

impl<M: Manager> Drop for Busy<M> {
    fn drop(&mut self) {
        if let Some(pooled) = self.0.take() {
            drop(managed::Object::take(pooled));
        }
    }
}

/// Begins a transaction that may write; it waits for the one that writes now.
pub(crate) async fn begin_immediate(conn: &mut Lite) -> Result<()> {
    Ok(conn.spawn_blocking(|conn| AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")).await?)
}

/// Ends a transaction: what it did counts if its body did not fail.
pub(crate) async fn end<T>(conn: &mut Lite, body: Result<T>) -> Result<T> {
    type Ends = <Lite as AsyncConnection>::TransactionManager;
    match body {
        Ok(value) => Ends::commit_transaction(conn).await.map(|()| value).map_err(Error::from),
        Err(error) => Ends::rollback_transaction(conn).await.map_err(Error::from).and(Err(error)),
    }
}

/// Types a query body for each database: `with_conn!(self, |conn| Ok(User::query().first(conn).await?))`.
///
/// For reading only: what writes also says what changed, and so needs [`in_transaction!`].
macro_rules! with_conn {
    ($store:expr, |$conn:ident| $body:expr) => {
        match $store.database() {
            $crate::database::Database::Sqlite(pool) => {
                let mut pooled = $crate::database::connection(pool).await?;
                let $conn: &mut $crate::database::Lite = &mut pooled;
                $body
            }
            $crate::database::Database::Postgres(pool) => {
                let mut pooled = $crate::database::connection(pool).await?;
                let $conn: &mut $crate::database::Postgres = &mut pooled;
                $body
            }
        }
    };
}
pub(crate) use with_conn;

/// Lets the compiler know what the body of a transaction ends in, also where it returns early.
pub(crate) async fn ends_in_result<T>(body: impl Future<Output = Result<T>>) -> Result<T> {
    body.await
}

/// Types a transaction's body for each database; `$tx` is a `&mut Tx` with the connection in `tx.conn`.
///
/// The body ends in a `Result` and may use `?` and `return`; an error rolls everything back. What the body said with `tx.changed`
/// is heard by everybody after the commit, and by nobody if there is none.
/// On SQLite the transaction is *immediate*: a deferred one fails when it begins to write while another does.
macro_rules! in_transaction {
    ($store:expr, |$tx:ident| $body:expr) => {{
        let store: &$crate::Store = $store;
        match store.database() {
            $crate::database::Database::Sqlite(pool) => {
                let mut busy = $crate::database::Busy::new($crate::database::connection(pool).await?);
                let pending = $crate::feed::Pending::new(store.feed());
                let ended: $crate::Result<_> = match $crate::database::begin_immediate(busy.conn()).await {
                    Ok(()) => {
                        let mut transaction = $crate::transaction::Tx::new(store, busy.conn());
                        let $tx = &mut transaction;
                        let body = $crate::database::ends_in_result(async { $body }).await;
                        if body.is_ok() {
                            pending.hold(transaction.into_events());
                        }
                        $crate::database::end(busy.conn(), body).await
                    }
                    Err(error) => Err(error),
                };
                busy.ended();
                if ended.is_err() {
                    pending.forget();
                }
                ended
            }
            $crate::database::Database::Postgres(pool) => {
                use diesel_async::AsyncConnection as _;
                let mut busy = $crate::database::Busy::new($crate::database::connection(pool).await?);
                let conn: &mut $crate::database::Postgres = busy.conn();
                let ended: $crate::Result<_> = conn
                    .transaction(async |conn: &mut $crate::database::Postgres| {
                        let mut transaction = $crate::transaction::Tx::new(store, conn);
                        let $tx = &mut transaction;
                        let value = $crate::database::ends_in_result(async { $body }).await?;
                        // Here it is the listener of every replica, this one too, that passes them on.
                        transaction.notify().await?;
                        Ok(value)
                    })
                    .await;
                busy.ended();
                ended
            }
        }
    }};
}
pub(crate) use in_transaction;

/// Types items for each database; `Conn` is the connection: what transactions share is written with it, once.
macro_rules! on_both {
    ($($item:item)*) => {
        const _: () = {
            type Conn = $crate::database::Lite;
            $($item)*
        };
        const _: () = {
            type Conn = $crate::database::Postgres;
            $($item)*
        };
    };
}
pub(crate) use on_both;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::on_each_database;
    use diesel_async::RunQueryDsl;

    on_each_database! {
        async fn a_transaction_that_nobody_waits_for_any_more_holds_nothing(store: TestStore) {
            let written = || diesel::sql_query("INSERT INTO settings (key, value, revision) VALUES ('stuck', '1', 1)");
            // A browser that leaves in the middle: the request is dropped while its transaction holds the lock.
            let left: Result<Result<()>, _> = tokio::time::timeout(Duration::from_millis(200), async {
                in_transaction!(&store, |tx| {
                    written().execute(tx.conn).await?;
                    std::future::pending::<()>().await;
                    Ok(())
                })
            })
            .await;
            assert!(left.is_err(), "nobody waits for it any more");
            let next = tokio::time::timeout(Duration::from_secs(3), async {
                in_transaction!(&store, |tx| {
                    written().execute(tx.conn).await?;
                    Ok(())
                })
            });
            next.await.expect("the next transaction does not wait for the lost one").unwrap();
        }
    }
}
