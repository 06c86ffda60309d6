//! What the holder of a query writes down. Each update checks the lease in itself, so that a replica that was paused
//! and went on too late changes nothing.

use crate::{
    QueryLease, Result, Store, database::in_transaction, json_text::json_text, queries::Query, schema::queries,
    stored::Stored,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    GatewaySessionId, QueryError, QueryState, Topic,
    authority::SystemScope,
    flink::{OperationHandle, rows::Column},
};

/// Updates the query if the lease holds; `Err` if somebody else has it, or it is over.
macro_rules! held {
    ($tx:expr, $lease:expr, $set:expr) => {{
        let lease: &QueryLease = $lease;
        let mine = queries::id
            .eq(Stored(lease.query))
            .and(queries::holder.eq(&lease.holder))
            .and(queries::fence.eq(lease.fence))
            .and(queries::ended_at.is_null());
        let updated: Option<Query> = diesel::update(queries::table.filter(mine))
            .set($set)
            .returning(Query::as_returning())
            .get_result($tx.conn)
            .await
            .optional()?;
        updated.ok_or_else(|| lease.lost())
    }};
}

/// What is known when the gateway took a statement.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// What the gateway calls it.
    pub operation: OperationHandle,
    /// The columns of its result, if they are known already.
    pub columns: Option<Vec<Column>>,
    /// The name of the job that stays when the query is over, for an `INSERT`: it becomes a run.
    pub run: Option<String>,
}

/// How a query ended.
#[derive(Clone, Debug)]
pub struct QueryEnd {
    /// One that [is over](QueryState::is_over).
    pub state: QueryState,
    /// Why, unless it ended well.
    pub error: Option<QueryError>,
}

impl Store {
    /// It is about to be sent in this session: from now on it may have arrived.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`].
    pub async fn note_submitting(
        &self,
        _: &SystemScope,
        lease: &QueryLease,
        session: GatewaySessionId,
    ) -> Result<Query> {
        in_transaction!(self, |tx| {
            let set = (
                queries::state.eq(Stored(QueryState::Submitting)),
                queries::session_id.eq(Stored(session)),
                queries::started_at.eq(tx.at()),
                queries::revision.eq(queries::revision + 1),
            );
            let query = held!(tx, lease, set)?;
            tx.changed(Topic::Query(query.project_id, query.id), query.revision);
            Ok(query)
        })
    }

    /// The gateway took it. A job that stays is recorded as a run in the same transaction.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`].
    pub async fn note_submitted(&self, _: &SystemScope, lease: &QueryLease, submitted: Submitted) -> Result<Query> {
        let columns = submitted.columns.as_ref().map(json_text).transpose()?;
        in_transaction!(self, |tx| {
            let set = (
                queries::state.eq(Stored(QueryState::Running)),
                queries::operation_handle.eq(Stored(submitted.operation)),
                queries::result_columns.eq(&columns),
                queries::revision.eq(queries::revision + 1),
            );
            let query = held!(tx, lease, set)?;
            if let Some(name) = &submitted.run {
                tx.insert_run(&query, name).await?;
            }
            tx.changed(Topic::Query(query.project_id, query.id), query.revision);
            Ok(query)
        })
    }

    /// It is over, and nobody has to draw it any more.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`].
    pub async fn finish_query(&self, _: &SystemScope, lease: &QueryLease, end: QueryEnd) -> Result<Query> {
        debug_assert!(end.state.is_over(), "a query ends in a state that is over");
        let error = end.error.as_ref().map(json_text).transpose()?;
        in_transaction!(self, |tx| {
            let requested: chrono::NaiveDateTime =
                queries::table.find(Stored(lease.query)).select(queries::requested_at).first(tx.conn).await?;
            let set = (
                queries::state.eq(Stored(end.state)),
                queries::error.eq(&error),
                queries::ended_at.eq(tx.at()),
                queries::took_ms.eq((tx.at() - requested).num_milliseconds()),
                queries::holder.eq(None::<String>),
                queries::held_until.eq(None::<chrono::NaiveDateTime>),
                queries::revision.eq(queries::revision + 1),
            );
            let query = held!(tx, lease, set)?;
            tx.query_came_or_went(&query);
            Ok(query)
        })
    }
}
