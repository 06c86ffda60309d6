//! Telling everybody of something that changed and is not in the database: processes of engines.

use crate::{Result, Store, database::in_transaction};
use model::{Topic, authority::SystemScope};

impl Store {
    /// Says that something visible changed, on every replica. `revision` is 0 for what has none.
    ///
    /// # Errors
    /// When the database fails, which with PostgreSQL is what tells the others.
    pub async fn announce(&self, _: &SystemScope, topic: Topic, revision: i64) -> Result<()> {
        in_transaction!(self, |tx| {
            tx.changed(topic, revision);
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Change, Event,
        testing::{TestStore, on_each_database},
    };

    on_each_database! {
        async fn what_is_announced_is_heard(store: TestStore) {
            let mut changes = store.changes();
            store.announce(&SystemScope::of_the_server(), Topic::SessionClusters, 3).await.unwrap();
            let expected = Event::Change(Change { topic: Topic::SessionClusters, revision: 3 });
            assert_eq!(TestStore::heard(&mut changes).await, [expected]);
        }
    }
}
