//! Who draws which query: one replica at a time, told apart from its predecessors by a fencing number.

use crate::{
    Error, Result, Store,
    database::{in_transaction, with_conn},
    queries::Query,
    schema::{queries, session_clusters},
    stored::Stored,
};
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{QueryId, QueryState, authority::SystemScope};

/// The right to draw a query, as long as nobody else took it over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryLease {
    /// Which one.
    pub query: QueryId,
    pub(crate) holder: String,
    pub(crate) fence: i64,
}

/// What a holder has to know of its queries while it draws them.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = queries)]
pub struct HeldQuery {
    /// Which one.
    #[diesel(deserialize_as = Stored<QueryId>)]
    pub id: QueryId,
    /// What it is doing.
    #[diesel(deserialize_as = Stored<QueryState>)]
    pub state: QueryState,
    /// Somebody wants it to stop.
    pub stop_requested: bool,
    /// At the bound the oldest rows go.
    pub keep_newest: bool,
    /// When somebody last looked at its rows, to half a minute.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub last_read_at: Option<DateTime<Utc>>,
    /// The number of the lease.
    pub fence: i64,
}

impl QueryLease {
    pub(crate) fn new(query: QueryId, holder: &str, fence: i64) -> Self {
        Self { query, holder: holder.into(), fence }
    }

    pub(crate) fn lost(&self) -> Error {
        Error::LeaseLost(format!("query {}", self.query))
    }
}

impl Store {
    /// Takes over queries that are not over and that nobody draws, the oldest first. Those on the local cluster of another
    /// server are left: only their own can reach it, and goes on with them when it is back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_queries(
        &self,
        _: &SystemScope,
        holder: &str,
        ttl: TimeDelta,
        most: i64,
    ) -> Result<Vec<(Query, QueryLease)>> {
        let now = self.now().naive_utc();
        let free = || {
            let nobody = queries::held_until.is_null().or(queries::held_until.assume_not_null().lt(now));
            let elsewhere = session_clusters::table
                .filter(session_clusters::host.is_not_null().and(session_clusters::host.assume_not_null().ne(holder)))
                .select(session_clusters::id);
            queries::ended_at.is_null().and(nobody).and(queries::cluster_id.ne_all(elsewhere))
        };
        // There is seldom anything, which is found out without a lock.
        let found: Vec<Stored<QueryId>> = with_conn!(self, |conn| {
            queries::table.filter(free()).order(queries::id).limit(most).select(queries::id).load(conn).await?
        });
        if found.is_empty() {
            return Ok(Vec::new());
        }
        in_transaction!(self, |tx| {
            let until = (tx.now + ttl).naive_utc();
            let mut taken = Vec::new();
            for id in &found {
                let query: Option<Query> = diesel::update(queries::table.filter(queries::id.eq(id)).filter(free()))
                    .set((
                        queries::holder.eq(holder),
                        queries::fence.eq(queries::fence + 1),
                        queries::held_until.eq(until),
                    ))
                    .returning(Query::as_returning())
                    .get_result(tx.conn)
                    .await
                    .optional()?;
                taken.extend(query.map(|query| {
                    let lease = QueryLease::new(query.id, holder, query.fence);
                    (query, lease)
                }));
            }
            Ok(taken)
        })
    }

    /// Keeps what a holder has, and tells what people want of it. What is missing in the answer is over or was taken
    /// over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew_query_leases(&self, _: &SystemScope, holder: &str, ttl: TimeDelta) -> Result<Vec<HeldQuery>> {
        in_transaction!(self, |tx| {
            let until = (tx.now + ttl).naive_utc();
            Ok(diesel::update(queries::table.filter(queries::holder.eq(holder).and(queries::ended_at.is_null())))
                .set(queries::held_until.eq(until))
                .returning(HeldQuery::as_returning())
                .get_results(tx.conn)
                .await?)
        })
    }

    /// Gives everything back at once: this replica stops, another may go on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_query_leases(&self, _: &SystemScope, holder: &str) -> Result<()> {
        in_transaction!(self, |tx| {
            diesel::update(queries::table.filter(queries::holder.eq(holder).and(queries::ended_at.is_null())))
                .set((queries::holder.eq(None::<String>), queries::held_until.eq(None::<NaiveDateTime>)))
                .execute(tx.conn)
                .await?;
            Ok(())
        })
    }
}
