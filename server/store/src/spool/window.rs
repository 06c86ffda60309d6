//! Reading rows: any window, by any replica, while the query is drawn or long after.

use super::encode::{line_ends, read_line};
use crate::{
    Error, Result, Store,
    database::with_conn,
    files::missing,
    schema::{queries, query_pages, query_segments},
    spool::line_index::LineIndex,
    stored::Stored,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    QueryId,
    authority::{QueryView, Scope},
    flink::rows::ChangeKind,
};
use object_store::{ObjectStoreExt, path::Path as ObjectPath};
use std::sync::Arc;

/// However many rows are asked for.
const MOST_ROWS: i64 = 5_000;
/// However wide they are; one row is given even if it alone is larger.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// A row of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpooledRow {
    /// What it does to the result.
    pub kind: ChangeKind,
    /// Its fields: the JSON array that the engine sent.
    pub fields: String,
}

/// A part of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The number of its first row.
    pub start: i64,
    /// Its rows; fewer than were asked for at the end of the result, or when they are wide.
    pub rows: Vec<SpooledRow>,
    /// The number of the oldest row that is kept.
    pub first_row: i64,
    /// How many rows were drawn.
    pub total: i64,
}

struct Piece {
    first_row: i64,
    rows: i64,
    key: String,
}

impl Store {
    /// Rows of a query of the project, from the given number on; rows that are not kept any more are passed over.
    ///
    /// # Errors
    /// [`Error::Missing`].
    pub async fn read_window(&self, scope: &Scope<QueryView>, id: QueryId, from: i64, count: i64) -> Result<Window> {
        // Between reading where rows are and reading them, they may have moved into an object, or gone as the oldest.
        for _ in 0..3 {
            match self.try_window(scope, id, from, count).await {
                Ok(window) if window.rows.is_empty() && window.start < window.total && count > 0 => {}
                Err(Error::Missing) => {
                    // A query that is not there is told by its record.
                    self.query(scope, id).await?;
                }
                read => return read,
            }
        }
        self.try_window(scope, id, from, count).await
    }

    async fn try_window(&self, scope: &Scope<QueryView>, id: QueryId, from: i64, count: i64) -> Result<Window> {
        let here = queries::id.eq(Stored(id)).and(queries::project_id.eq(Stored(scope.project())));
        let (first_row, total): (i64, i64) = with_conn!(self, |conn| {
            queries::table.filter(here).select((queries::first_row, queries::rows)).first(conn).await?
        });
        let start = from.clamp(first_row, total);
        let end = start.saturating_add(count.clamp(0, MOST_ROWS)).min(total);
        let mut window = Window { start, rows: Vec::new(), first_row, total };
        let mut room = MOST_BYTES;

        let mut next = start;
        for piece in self.pieces(id, start, end).await? {
            if next >= end || room == 0 || piece.first_row > next {
                break;
            }
            let first = usize::try_from(next - piece.first_row).unwrap_or_default();
            let wanted = usize::try_from((piece.first_row + piece.rows).min(end) - next).unwrap_or_default();
            let data = self.read_lines(&piece, first, wanted, room).await?;
            let before = window.rows.len();
            push_lines(&mut window.rows, &data);
            let read = (window.rows.len() - before) as i64;
            next += read;
            room = room.saturating_sub(data.len() as u64);
            if (read as usize) < wanted {
                return Ok(window);
            }
        }
        let pages = if next < end { self.pages(id, next, end).await? } else { Vec::new() };
        for (page_first, data) in pages {
            if next >= end || room == 0 || page_first > next {
                break;
            }
            let index = LineIndex::of(&data);
            let first = usize::try_from(next - page_first).unwrap_or_default();
            let wanted = usize::try_from(end - next).unwrap_or_default();
            let range = index.range(first, wanted, room);
            let before = window.rows.len();
            push_lines(&mut window.rows, &data[range.start as usize..range.end as usize]);
            next += (window.rows.len() - before) as i64;
            room = room.saturating_sub(range.end - range.start);
        }
        Ok(window)
    }

    async fn pieces(&self, id: QueryId, start: i64, end: i64) -> Result<Vec<Piece>> {
        let rows: Vec<(i64, i64, String)> = with_conn!(self, |conn| {
            query_segments::table
                .filter(query_segments::query_id.eq(Stored(id)))
                .filter(query_segments::first_row.lt(end))
                .filter((query_segments::first_row + query_segments::rows).gt(start))
                .order(query_segments::first_row)
                .select((query_segments::first_row, query_segments::rows, query_segments::key))
                .load(conn)
                .await?
        });
        Ok(rows.into_iter().map(|(first_row, rows, key)| Piece { first_row, rows, key }).collect())
    }

    async fn pages(&self, id: QueryId, start: i64, end: i64) -> Result<Vec<(i64, Vec<u8>)>> {
        with_conn!(self, |conn| {
            Ok(query_pages::table
                .filter(query_pages::query_id.eq(Stored(id)))
                .filter(query_pages::first_row.lt(end))
                .filter((query_pages::first_row + query_pages::rows).gt(start))
                .order(query_pages::first_row)
                .select((query_pages::first_row, query_pages::data))
                .load(conn)
                .await?)
        })
    }

    /// Reads just these lines of an object.
    async fn read_lines(&self, piece: &Piece, first: usize, count: usize, room: u64) -> Result<bytes::Bytes> {
        let index = self.line_index(piece).await?;
        let path = ObjectPath::from(piece.key.as_str());
        self.files().objects().get_range(&path, index.range(first, count, room)).await.map_err(missing)
    }

    async fn line_index(&self, piece: &Piece) -> Result<Arc<LineIndex>> {
        if let Some(index) = self.spool_index().get(&piece.key) {
            return Ok(index);
        }
        let path = ObjectPath::from(piece.key.as_str());
        let object = self.files().objects().get(&path).await.map_err(missing)?.bytes().await.map_err(missing)?;
        Ok(self.spool_index().put(&piece.key, LineIndex::of(&object)))
    }
}

fn push_lines(rows: &mut Vec<SpooledRow>, data: &[u8]) {
    let mut start = 0;
    for end in line_ends(data) {
        rows.extend(read_line(&data[start..end]).map(|(kind, fields)| SpooledRow { kind, fields }));
        start = end;
    }
}
