//! Objects of the spool: what the pages in the database hold, and the page that comes, as a few immutable objects.

use super::{PREFIX, SpoolRows, append::Progress, encode::line_ends, line_index::LineIndex};
use crate::{Error, QueryLease, Result, Store, database::with_conn, schema::query_pages, sealing::hex, stored::Stored};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::QueryId;
use object_store::{ObjectStoreExt, path::Path as ObjectPath};

/// No object is much larger: a window may have to read a whole one.
const MOST_OBJECT: usize = 4 * 1024 * 1024;

/// An object that was written; nothing refers to it yet.
pub(super) struct Segment {
    pub(super) first_row: i64,
    pub(super) rows: i64,
    pub(super) bytes: i64,
    pub(super) key: String,
    pub(super) index: LineIndex,
}

impl Store {
    /// Writes what is in the database and the rows that follow.
    pub(super) async fn write_segments(
        &self,
        lease: &QueryLease,
        seen: &Progress,
        rows: &SpoolRows,
    ) -> Result<Vec<Segment>> {
        let mut data = self.inline_data(lease.query, seen).await?;
        let mut first_row = seen.rows - line_ends(&data).count() as i64;
        data.extend_from_slice(&rows.data);

        let mut segments = Vec::new();
        let mut rest = data.as_slice();
        while !rest.is_empty() {
            let (part, after) = rest.split_at(cut(rest));
            rest = after;
            let segment = self.write_segment(lease, first_row, part).await?;
            first_row += segment.rows;
            segments.push(segment);
        }
        Ok(segments)
    }

    async fn inline_data(&self, query: QueryId, seen: &Progress) -> Result<Vec<u8>> {
        if seen.inline_bytes == 0 {
            return Ok(Vec::new());
        }
        let pages: Vec<Vec<u8>> = with_conn!(self, |conn| {
            query_pages::table
                .filter(query_pages::query_id.eq(Stored(query)))
                .order(query_pages::first_row)
                .select(query_pages::data)
                .load(conn)
                .await?
        });
        Ok(pages.concat())
    }

    async fn write_segment(&self, lease: &QueryLease, first_row: i64, data: &[u8]) -> Result<Segment> {
        let index = LineIndex::of(data);
        // Never a key that another writer, or another attempt, may use.
        let unique = hex(&rand::random::<[u8; 8]>());
        let key = format!("{PREFIX}/{}/{first_row:012}-{}-{unique}", lease.query, lease.fence);
        let object = bytes::Bytes::copy_from_slice(data);
        self.files().objects().put(&ObjectPath::from(key.as_str()), object.into()).await.map_err(Error::Files)?;
        Ok(Segment { first_row, rows: index.lines() as i64, bytes: data.len() as i64, key, index })
    }

    /// Deletes objects that nothing refers to any more. What cannot be deleted now is found by the sweep.
    pub(super) async fn delete_objects(&self, keys: &[String]) {
        for key in keys {
            if let Err(error) = self.files().forget(&ObjectPath::from(key.as_str())).await {
                tracing::warn!(%key, error = &error as &dyn std::error::Error, "an object of the spool could not be deleted");
            }
        }
    }
}

/// Where the first object ends: after a line, and if it can be, within the bound.
fn cut(data: &[u8]) -> usize {
    if data.len() <= MOST_OBJECT {
        return data.len();
    }
    match data[..MOST_OBJECT].iter().rposition(|byte| *byte == b'\n') {
        Some(at) => at + 1,
        None => line_ends(data).next().unwrap_or(data.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_ends_after_a_line_and_within_the_bound_if_it_can() {
        assert_eq!(cut(b"I[1]\nI[2]\n"), 10);
        let line = [vec![b'x'; MOST_OBJECT / 2 - 1], vec![b'\n']].concat();
        assert_eq!(cut(&[&line[..], &line, &line].concat()), MOST_OBJECT);
        assert_eq!(cut(&[&line[..], &line[1..], &line].concat()), MOST_OBJECT - 1);
        let long = [vec![b'x'; MOST_OBJECT + 7], b"\nI[]\n".to_vec()].concat();
        assert_eq!(cut(&long), MOST_OBJECT + 8);
    }
}
