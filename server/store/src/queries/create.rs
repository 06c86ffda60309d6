//! How a query comes to be: recorded before anything is sent.

use crate::{
    Act, QueryLease, RequestId, Result, Store,
    database::{in_transaction, on_both},
    queries::Query,
    schema::queries,
    stored::Stored,
    transaction::Tx,
};
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    ClusterUse, QueryId, QueryState, ScriptId, SessionClusterId, StatementStart, Topic,
    authority::{QueryRun, Scope},
    flink::FlinkJobId,
};
use serde_json::json;

/// What somebody wants to run.
#[derive(Clone, Debug)]
pub struct NewQuery {
    /// Where.
    pub cluster: SessionClusterId,
    /// From which script.
    pub script: Option<ScriptId>,
    /// What.
    pub statement: String,
    /// Where it starts in the script.
    pub start: Option<StatementStart>,
    /// The code of its kind: `select`.
    pub kind: String,
    /// The Flink job that it shall be, so that sending it twice is found out.
    pub job: FlinkJobId,
}

/// Who draws a query from the start, and for how long nobody else does.
#[derive(Clone, Copy, Debug)]
pub struct HeldFrom<'a> {
    /// The replica, as it is called in all its leases.
    pub holder: &'a str,
    /// Until it has to be renewed.
    pub ttl: TimeDelta,
}

impl Store {
    /// Records a query, and gives whoever will send it the lease.
    ///
    /// # Errors
    /// [`crate::Error::Missing`] for a cluster that the project was not granted, the problem
    /// [`model::Code::NotGranted`] at `cluster` for one on which it may not run queries.
    pub async fn create_query(
        &self,
        scope: &Scope<QueryRun>,
        new: NewQuery,
        held: HeldFrom<'_>,
        request: &RequestId,
    ) -> Result<(Query, QueryLease)> {
        in_transaction!(self, |tx| {
            tx.must_be_granted(scope.project(), new.cluster, ClusterUse::Query).await?;
            let query = tx.insert_query(scope, &new, held).await?;
            tx.query_came_or_went(&query);
            let after = json!({"statement": query.statement, "kind": query.kind, "cluster": query.cluster_id});
            let act = Act::new("query.run", request).by(scope.user()).in_project(scope.project());
            tx.audit(act.on("query", query.id, &query.kind).after(after)).await?;
            let lease = QueryLease::new(query.id, held.holder, query.fence);
            Ok((query, lease))
        })
    }
}

impl<C> Tx<'_, C> {
    /// Says so to those who look at the query, at the person's history, and at what runs on the cluster.
    pub(super) fn query_came_or_went(&mut self, query: &Query) {
        self.changed(Topic::Query(query.project_id, query.id), query.revision);
        self.changed(Topic::Queries(query.project_id, query.user_id), 0);
        self.changed(Topic::Engine(query.cluster_id), 0);
    }
}

on_both! {
    impl Tx<'_, Conn> {
        async fn insert_query(&mut self, scope: &Scope<QueryRun>, new: &NewQuery, held: HeldFrom<'_>) -> Result<Query> {
            let id: QueryId = self.id();
            let until = (self.now + held.ttl).naive_utc();
            let what = (
                queries::id.eq(Stored(id)),
                queries::project_id.eq(Stored(scope.project())),
                queries::user_id.eq(Stored(scope.user())),
                queries::cluster_id.eq(Stored(new.cluster)),
                queries::script_id.eq(new.script.map(Stored)),
                // PostgreSQL keeps no NUL in a text, and no statement with one gets past the lexer.
                queries::statement.eq(new.statement.replace('\0', "\u{fffd}")),
                queries::statement_start.eq(new.start.map(Stored)),
                queries::kind.eq(&new.kind),
                queries::state.eq(Stored(QueryState::Requested)),
                queries::job_id.eq(Stored(new.job)),
                queries::next_token.eq(0_i64),
            );
            let drawing = (
                queries::rows.eq(0_i64),
                queries::first_row.eq(0_i64),
                queries::bytes.eq(0_i64),
                queries::inline_bytes.eq(0_i64),
                queries::requested_at.eq(self.at()),
                queries::last_read_at.eq(self.at()),
                queries::stop_requested.eq(false),
                queries::keep_newest.eq(false),
                queries::holder.eq(held.holder),
                queries::fence.eq(1_i64),
                queries::held_until.eq(until),
                queries::revision.eq(1_i64),
            );
            Ok(diesel::insert_into(queries::table)
                .values((what, drawing))
                .returning(Query::as_returning())
                .get_result(self.conn)
                .await?)
        }
    }
}
