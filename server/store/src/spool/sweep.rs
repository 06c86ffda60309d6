//! What goes by itself: rows of old queries, and objects that nothing refers to.

use super::PREFIX;
use crate::{
    Error, Result, Store,
    database::{in_transaction, with_conn},
    schema::{queries, query_pages, query_segments},
    stored::Stored,
};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures::TryStreamExt;
use model::{QueryId, Topic, authority::SystemScope};
use object_store::path::Path as ObjectPath;
use std::{collections::HashSet, time::Duration};

/// Queries in one transaction.
const BATCH: i64 = 50;
/// Between batches others write: SQLite has no queue for them, they only look now and then whether they can.
const BREATH: Duration = Duration::from_millis(120);
/// Objects that are looked up together.
const LOOKED_UP: usize = 500;
/// A younger object may belong to a page that is being kept just now.
const SETTLED: TimeDelta = TimeDelta::hours(1);

/// What a sweep let go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Queries whose rows went; their history stays.
    pub queries: usize,
    /// Objects that nothing referred to: of deleted projects, or left by a crash.
    pub orphans: usize,
}

impl Store {
    /// Lets the rows of queries go that were over before the given time, and objects that nothing refers to.
    ///
    /// # Errors
    /// When the database or the file store fails; what went is gone, and the next sweep goes on.
    pub async fn sweep_spool(&self, _: &SystemScope, over_before: DateTime<Utc>) -> Result<Swept> {
        let mut swept = Swept::default();
        loop {
            let keys = self.sweep_batch(over_before, &mut swept.queries).await?;
            let Some(keys) = keys else { break };
            self.delete_objects(&keys).await;
            tokio::time::sleep(BREATH).await;
        }
        swept.orphans = self.sweep_orphans().await?;
        Ok(swept)
    }

    /// `None` when there is nothing left to do.
    async fn sweep_batch(&self, over_before: DateTime<Utc>, swept: &mut usize) -> Result<Option<Vec<String>>> {
        let (count, keys) = in_transaction!(self, |tx| {
            let old: Vec<(Stored<QueryId>, Stored<model::ProjectId>)> = queries::table
                .filter(queries::bytes.gt(0))
                .filter(queries::ended_at.is_not_null())
                .filter(queries::ended_at.assume_not_null().lt(over_before.naive_utc()))
                .limit(BATCH)
                .select((queries::id, queries::project_id))
                .load(tx.conn)
                .await?;
            let mut keys: Vec<String> = Vec::new();
            for &(id, project) in &old {
                diesel::delete(query_pages::table.filter(query_pages::query_id.eq(id))).execute(tx.conn).await?;
                let gone = diesel::delete(query_segments::table.filter(query_segments::query_id.eq(id)));
                keys.extend(gone.returning(query_segments::key).get_results::<String>(tx.conn).await?);
                let revision: i64 = diesel::update(queries::table.find(id))
                    .set((
                        queries::bytes.eq(0_i64),
                        queries::inline_bytes.eq(0_i64),
                        queries::first_row.eq(queries::rows),
                        queries::revision.eq(queries::revision + 1),
                    ))
                    .returning(queries::revision)
                    .get_result(tx.conn)
                    .await?;
                tx.changed(Topic::Query(project.0, id.0), revision);
            }
            Ok((old.len(), keys))
        })?;
        *swept += count;
        Ok((count > 0).then_some(keys))
    }

    async fn sweep_orphans(&self) -> Result<usize> {
        let settled = Utc::now() - SETTLED;
        let objects = self.files().objects().list(Some(&ObjectPath::from(PREFIX)));
        let old = objects.try_filter(|object| std::future::ready(object.last_modified < settled));
        let mut batches = std::pin::pin!(old.map_ok(|object| object.location.to_string()).try_chunks(LOOKED_UP));
        let mut orphans = 0;
        while let Some(keys) = batches.try_next().await.map_err(|failed| Error::Files(failed.1))? {
            let known: Vec<String> = with_conn!(self, |conn| {
                let known = query_segments::key.eq_any(&keys);
                query_segments::table.filter(known).select(query_segments::key).load(conn).await?
            });
            let known: HashSet<String> = known.into_iter().collect();
            let gone: Vec<String> = keys.into_iter().filter(|key| !known.contains(key)).collect();
            self.delete_objects(&gone).await;
            orphans += gone.len();
        }
        Ok(orphans)
    }
}
