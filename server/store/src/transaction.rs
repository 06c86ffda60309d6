//! What a transaction carries beside its connection: the time, and what it changed.

use crate::{
    Change, Event, Result, Store,
    database::{Lite, Postgres},
    feed,
};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use model::{Id, Topic};

/// A transaction under way.
pub(crate) struct Tx<'t, C> {
    /// For statements.
    pub(crate) conn: &'t mut C,
    /// For sealing and files; not for other connections, which would wait for this transaction.
    pub(crate) store: &'t Store,
    /// When it began: one time for all its rows.
    pub(crate) now: DateTime<Utc>,
    events: Vec<Event>,
}

impl<'t, C> Tx<'t, C> {
    /// Begins to collect.
    pub(crate) fn new(store: &'t Store, conn: &'t mut C) -> Self {
        Self { conn, store, now: store.now(), events: Vec::new() }
    }

    /// The time as a column has it.
    pub(crate) fn at(&self) -> NaiveDateTime {
        self.now.naive_utc()
    }

    /// A new id.
    pub(crate) fn id<T: Id>(&self) -> T {
        self.store.ids().id(self.now)
    }

    /// Says after the commit that something visible changed.
    ///
    /// What has no revision of its own, such as a list, says 0.
    pub(crate) fn changed(&mut self, topic: Topic, revision: i64) {
        self.tell(Event::Change(Change { topic, revision }));
    }

    /// Says something else after the commit.
    pub(crate) fn tell(&mut self, event: Event) {
        if !self.events.contains(&event) {
            self.events.push(event);
        }
    }

    /// What was said.
    pub(crate) fn into_events(self) -> Vec<Event> {
        self.events
    }
}

impl Tx<'_, Postgres> {
    /// Lets the database tell every replica, if and when it commits.
    pub(crate) async fn notify(&mut self) -> Result<()> {
        for event in self.events.drain(..) {
            diesel::sql_query("SELECT pg_notify('scaleph_' || current_schema(), $1)")
                .bind::<Text, _>(feed::written(&event))
                .execute(self.conn)
                .await?;
        }
        Ok(())
    }
}

impl Tx<'_, Postgres> {
    /// Lets transactions that say the same word follow one another; what one decided by counting stays true.
    pub(crate) async fn one_at_a_time(&mut self, word: &str) -> Result<()> {
        diesel::sql_query("SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.' || $1))")
            .bind::<Text, _>(word)
            .execute(self.conn)
            .await?;
        Ok(())
    }
}

impl Tx<'_, Lite> {
    /// SQLite has one writer at a time anyway.
    pub(crate) async fn one_at_a_time(&mut self, _: &str) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Error,
        database::in_transaction,
        testing::{TestStore, on_each_database},
    };

    on_each_database! {
        async fn a_change_is_heard_by_every_replica_once(store: TestStore) {
            let (mut here, other) = (store.changes(), store.replica().await);
            let mut there = other.changes();
            let write = async |store: &Store| -> Result<()> {
                in_transaction!(store, |tx| {
                    tx.changed(Topic::Users, 0);
                    tx.changed(Topic::Users, 0);
                    Ok(())
                })
            };
            write(&store).await.unwrap();
            let expected = [Event::Change(Change { topic: Topic::Users, revision: 0 })];
            assert_eq!(TestStore::heard(&mut here).await, expected);
            // With SQLite there is one server.
            let expected = if store.is_shared() { &expected[..] } else { &[] };
            assert_eq!(TestStore::heard(&mut there).await, expected);
        }

        async fn what_is_rolled_back_is_not_heard(store: TestStore) {
            let mut changes = store.changes();
            let write = async |store: &Store| -> Result<()> {
                in_transaction!(store, |tx| {
                    tx.changed(Topic::Users, 0);
                    Err(Error::Missing)
                })
            };
            assert!(matches!(write(&store).await, Err(Error::Missing)));
            assert_eq!(TestStore::heard(&mut changes).await, []);
        }

        async fn many_writers_at_once_all_come_through(store: TestStore) {
            let writes = (0..40).map(|n| {
                let store = store.clone();
                tokio::spawn(async move { store.set_setting("counted", &n).await })
            });
            for write in futures::future::join_all(writes).await {
                write.unwrap().unwrap();
            }
            assert!(store.setting::<u32>("counted").await.unwrap().is_some());
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_listener_that_was_cut_off_says_that_something_may_have_been_missed() {
        let Some(store) = TestStore::postgres().await else {
            return;
        };
        let mut changes = store.changes();
        let cut = async |store: &Store| -> Result<()> {
            crate::database::with_conn!(store, |conn| {
                diesel::sql_query(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                     WHERE query = 'LISTEN scaleph_' || current_schema()",
                )
                .execute(conn)
                .await?;
                Ok(())
            })
        };
        cut(&store).await.unwrap();
        let event = tokio::time::timeout(std::time::Duration::from_secs(10), changes.recv()).await;
        assert_eq!(event.unwrap().unwrap(), Event::Resync);
        store.set_setting("x", &1).await.unwrap();
    }
}
