//! *Keep newest*: at the bound the oldest rows go, whole objects and pages at a time.

use super::{SpoolBounds, append::Progress};
use crate::{
    Result,
    database::on_both,
    schema::{queries, query_pages, query_segments},
    stored::Stored,
    transaction::Tx,
};
use diesel::{dsl::sql, prelude::*, sql_types::BigInt};
use diesel_async::RunQueryDsl;
use model::QueryId;

/// How many objects, and pages, one append lets go at most; the next one lets more go.
const AT_ONCE: i64 = 64;

impl Progress {
    /// True when something of this size can go and the bound is still reached.
    fn can_lose(&self, bounds: SpoolBounds) -> bool {
        self.rows - self.first_row > bounds.rows || self.bytes > bounds.bytes
    }

    fn lose(&mut self, rows: i64, bytes: i64) {
        self.first_row += rows;
        self.bytes -= bytes;
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Lets the oldest rows go until what is kept is within the bounds; the newest piece always stays.
        /// Returns the objects that nothing refers to any more.
        pub(super) async fn drop_oldest(
            &mut self,
            query: QueryId,
            now: &mut Progress,
            bounds: SpoolBounds,
        ) -> Result<Vec<String>> {
            if !now.can_lose(bounds) {
                return Ok(Vec::new());
            }
            let mut gone = Vec::new();
            let segments: Vec<(i64, i64, i64, String)> = query_segments::table
                .filter(query_segments::query_id.eq(Stored(query)))
                .order(query_segments::first_row)
                .limit(AT_ONCE)
                .select((query_segments::first_row, query_segments::rows, query_segments::bytes, query_segments::key))
                .load(self.conn)
                .await?;
            for (first, rows, bytes, key) in segments {
                if !now.can_lose(bounds) || first + rows >= now.rows {
                    break;
                }
                now.lose(rows, bytes);
                diesel::delete(query_segments::table.find((Stored(query), first))).execute(self.conn).await?;
                gone.push(key);
            }
            // Pages in the database are newer than all objects.
            let has_objects = query_segments::table.filter(query_segments::query_id.eq(Stored(query)));
            let objects: i64 = has_objects.count().get_result(self.conn).await?;
            if objects == 0 {
                self.drop_oldest_pages(query, now, bounds).await?;
            }
            diesel::update(queries::table.find(Stored(query)))
                .set((
                    queries::first_row.eq(now.first_row),
                    queries::bytes.eq(now.bytes),
                    queries::inline_bytes.eq(now.inline_bytes),
                ))
                .execute(self.conn)
                .await?;
            Ok(gone)
        }

        async fn drop_oldest_pages(&mut self, query: QueryId, now: &mut Progress, bounds: SpoolBounds) -> Result<()> {
            let pages: Vec<(i64, i64, i64)> = query_pages::table
                .filter(query_pages::query_id.eq(Stored(query)))
                .order(query_pages::first_row)
                .limit(AT_ONCE)
                .select((query_pages::first_row, query_pages::rows, sql::<BigInt>("CAST(length(data) AS BIGINT)")))
                .load(self.conn)
                .await?;
            for (first, rows, bytes) in pages {
                if !now.can_lose(bounds) || first + rows >= now.rows {
                    break;
                }
                now.lose(rows, bytes);
                now.inline_bytes -= bytes;
                diesel::delete(query_pages::table.find((Stored(query), first))).execute(self.conn).await?;
            }
            Ok(())
        }
    }
}
