//! Appending a page: durable, with the token of the next one, in one transaction that checks the lease.
//!
//! A large page is an object in the file store first; if the transaction does not follow, nothing refers to the object,
//! and the sweep finds it.

use super::{SpoolRows, flush::Segment};
use crate::{
    QueryLease, Result, Store,
    database::{in_transaction, on_both, with_conn},
    json_text::json_text,
    schema::{queries, query_pages, query_segments},
    stored::Stored,
    transaction::Tx,
};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{ProjectId, QueryId, QueryState, Topic, authority::SystemScope, flink::rows::Column};

/// A page of this size is an object at once.
const LARGE_PAGE: i64 = 64 * 1024;
/// Pages in the database become an object together when they would exceed this.
const MOST_INLINE: i64 = 512 * 1024;

/// A page that was drawn.
#[derive(Clone, Debug)]
pub struct ResultPage {
    /// The token it was asked for with.
    pub token: i64,
    /// The token of the next page; `None` when this is the last.
    pub next: Option<i64>,
    /// Its rows; none is fine.
    pub rows: SpoolRows,
    /// The columns, if this page told them.
    pub columns: Option<Vec<Column>>,
    /// As Flink says it, if this page told it: `SUCCESS_WITH_CONTENT`.
    pub result_kind: Option<String>,
    /// Whether those who look at the query are told of it now.
    pub announce: bool,
}

/// How much of a query is kept.
#[derive(Clone, Copy, Debug)]
pub struct SpoolBounds {
    /// At most so many rows, but for the last page.
    pub rows: i64,
    /// At most so many bytes, but for the last page.
    pub bytes: i64,
}

/// What became of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It is kept: ask for the next one.
    Kept,
    /// It is kept, and the bound is reached: the query is [`QueryState::Full`] until somebody chooses.
    Full,
}

/// How far a query is drawn.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = queries)]
pub(super) struct Progress {
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub(super) project_id: ProjectId,
    #[diesel(deserialize_as = Stored<QueryState>)]
    state: QueryState,
    next_token: Option<i64>,
    pub(super) rows: i64,
    pub(super) first_row: i64,
    pub(super) bytes: i64,
    pub(super) inline_bytes: i64,
    first_row_at: Option<NaiveDateTime>,
    ended_at: Option<NaiveDateTime>,
    keep_newest: bool,
    holder: Option<String>,
    fence: i64,
    revision: i64,
}

impl Store {
    /// Keeps a page. A page that is kept already, because the answer to the first attempt was lost, is not doubled.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`], also when it is not the page that follows.
    pub async fn append_page(
        &self,
        _: &SystemScope,
        lease: &QueryLease,
        page: ResultPage,
        bounds: SpoolBounds,
    ) -> Result<Appended> {
        let columns = page.columns.as_ref().map(json_text).transpose()?;
        let query = lease.query;
        let seen = with_conn!(self, |conn| Progress::query().filter(queries::id.eq(Stored(query))).first(conn).await?);
        if let Some(appended) = seen.is_kept(lease, &page)? {
            return Ok(appended);
        }
        let is_large = page.rows.bytes() >= LARGE_PAGE || seen.inline_bytes + page.rows.bytes() > MOST_INLINE;
        let segments = match is_large {
            true => self.write_segments(lease, &seen, &page.rows).await?,
            false => Vec::new(),
        };

        let (appended, gone) = in_transaction!(self, |tx| {
            // First the row, so that whoever else wants to write waits here, and then fails.
            let told = Told {
                inline_bytes: if is_large { 0 } else { seen.inline_bytes + page.rows.bytes() },
                first_row_at: (seen.first_row_at.is_none() && !page.rows.is_empty()).then(|| tx.at()),
                result_columns: columns.as_deref(),
                result_kind: page.result_kind.as_deref(),
            };
            let mut now = tx.advance(lease, &page, told).await?;
            if is_large {
                tx.insert_segments(query, &segments).await?;
            } else if !page.rows.is_empty() {
                tx.insert_page(query, now.rows - page.rows.len(), &page.rows).await?;
            }
            let gone = match now.keep_newest {
                true => tx.drop_oldest(query, &mut now, bounds).await?,
                false => Vec::new(),
            };
            let is_full =
                !now.keep_newest && page.next.is_some() && (now.rows >= bounds.rows || now.bytes >= bounds.bytes);
            if is_full {
                tx.set_full(query).await?;
            }
            if is_full || page.announce {
                tx.changed(Topic::Query(now.project_id, query), now.revision);
            }
            Ok((if is_full { Appended::Full } else { Appended::Kept }, gone))
        })?;

        for segment in segments {
            self.spool_index().put(&segment.key, segment.index);
        }
        self.delete_objects(&gone).await;
        Ok(appended)
    }
}

impl Progress {
    /// What became of this page, if it is kept already; an error if it must not be kept.
    fn is_kept(&self, lease: &QueryLease, page: &ResultPage) -> Result<Option<Appended>> {
        if self.fence != lease.fence || self.holder.as_ref() != Some(&lease.holder) || self.ended_at.is_some() {
            return Err(lease.lost());
        }
        match (self.next_token == Some(page.token), self.state) {
            (true, _) => Ok(None),
            (false, _) if self.next_token != page.next => Err(lease.lost()),
            (false, QueryState::Full) => Ok(Some(Appended::Full)),
            (false, _) => Ok(Some(Appended::Kept)),
        }
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Counts the page and goes on to the next token, if the lease holds and this is the page that follows.
        async fn advance(&mut self, lease: &QueryLease, page: &ResultPage, told: Told<'_>) -> Result<Progress> {
            let follows = queries::id
                .eq(Stored(lease.query))
                .and(queries::holder.eq(&lease.holder))
                .and(queries::fence.eq(lease.fence))
                .and(queries::ended_at.is_null())
                .and(queries::next_token.eq(page.token));
            let count = (
                queries::next_token.eq(page.next),
                queries::rows.eq(queries::rows + page.rows.len()),
                queries::bytes.eq(queries::bytes + page.rows.bytes()),
                queries::revision.eq(queries::revision + 1),
            );
            let now: Option<Progress> = diesel::update(queries::table.filter(follows))
                .set((count, told))
                .returning(Progress::as_returning())
                .get_result(self.conn)
                .await
                .optional()?;
            now.ok_or_else(|| lease.lost())
        }

        async fn insert_page(&mut self, query: QueryId, first_row: i64, rows: &SpoolRows) -> Result<()> {
            diesel::insert_into(query_pages::table)
                .values((
                    query_pages::query_id.eq(Stored(query)),
                    query_pages::first_row.eq(first_row),
                    query_pages::rows.eq(rows.len()),
                    query_pages::data.eq(&rows.data),
                ))
                .execute(self.conn)
                .await?;
            Ok(())
        }

        /// Refers to the objects, which hold what the pages in the database held too.
        async fn insert_segments(&mut self, query: QueryId, segments: &[Segment]) -> Result<()> {
            diesel::delete(query_pages::table.filter(query_pages::query_id.eq(Stored(query)))).execute(self.conn).await?;
            for segment in segments {
                diesel::insert_into(query_segments::table)
                    .values((
                        query_segments::query_id.eq(Stored(query)),
                        query_segments::first_row.eq(segment.first_row),
                        query_segments::rows.eq(segment.rows),
                        query_segments::bytes.eq(segment.bytes),
                        query_segments::key.eq(&segment.key),
                    ))
                    .execute(self.conn)
                    .await?;
            }
            Ok(())
        }

        async fn set_full(&mut self, query: QueryId) -> Result<()> {
            diesel::update(queries::table.find(Stored(query)))
                .set(queries::state.eq(Stored(QueryState::Full)))
                .execute(self.conn)
                .await?;
            Ok(())
        }
    }
}

/// What a page told beside its rows; `None` leaves what was told before.
#[derive(AsChangeset)]
#[diesel(table_name = queries)]
struct Told<'a> {
    inline_bytes: i64,
    first_row_at: Option<NaiveDateTime>,
    result_columns: Option<&'a str>,
    result_kind: Option<&'a str>,
}
