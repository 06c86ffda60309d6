//! What people want of a query that runs.

use crate::{
    Act, Error, RequestId, Result, Store,
    database::{in_transaction, on_both, with_conn},
    queries::Query,
    schema::queries,
    stored::Stored,
    transaction::Tx,
};
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    ProjectId, QueryId, QueryState, Topic, UserId,
    authority::{ClusterManage, Granted, QueryRun, QueryStop, QueryView, Scope},
};
use serde_json::json;

/// How often it is written down that somebody looks.
const READ_NOTED_EVERY: TimeDelta = TimeDelta::seconds(30);

impl Store {
    /// Asks for the end of one's own query; one that is over stays as it is.
    ///
    /// # Errors
    /// [`Error::Missing`], also for somebody else's.
    pub async fn request_stop(&self, scope: &Scope<QueryRun>, id: QueryId, request: &RequestId) -> Result<()> {
        let asked = Asked { by: scope.user(), of: Some(scope.user()), within: Some(scope.project()) };
        in_transaction!(self, |tx| tx.ask_to_stop(id, asked, request).await)
    }

    /// Asks for the end of anybody's query in the project.
    ///
    /// # Errors
    /// [`Error::Missing`].
    pub async fn request_stop_of_others(&self, by: &Scope<QueryStop>, id: QueryId, request: &RequestId) -> Result<()> {
        let asked = Asked { by: by.user(), of: None, within: Some(by.project()) };
        in_transaction!(self, |tx| tx.ask_to_stop(id, asked, request).await)
    }

    /// Asks for the end of any query, for those who keep clusters running.
    ///
    /// # Errors
    /// [`Error::Missing`].
    pub async fn request_stop_on_cluster(
        &self,
        by: &Granted<ClusterManage>,
        id: QueryId,
        request: &RequestId,
    ) -> Result<()> {
        let asked = Asked { by: by.user(), of: None, within: None };
        in_transaction!(self, |tx| tx.ask_to_stop(id, asked, request).await)
    }

    /// Lets one's own query go on beyond the bound, where the oldest rows go; one that is over stays as it is.
    ///
    /// # Errors
    /// [`Error::Missing`], also for somebody else's.
    pub async fn request_keep_newest(&self, scope: &Scope<QueryRun>, id: QueryId, request: &RequestId) -> Result<()> {
        let asked = Asked { by: scope.user(), of: Some(scope.user()), within: Some(scope.project()) };
        in_transaction!(self, |tx| {
            let query = tx.query_that(id, asked).await?;
            if query.state.is_over() || query.keep_newest {
                return Ok(());
            }
            // Whoever holds it goes on with the lease it has.
            let state = if query.state == QueryState::Full { QueryState::Running } else { query.state };
            diesel::update(queries::table.find(Stored(id)))
                .set((
                    queries::keep_newest.eq(true),
                    queries::state.eq(Stored(state)),
                    queries::revision.eq(queries::revision + 1),
                ))
                .execute(tx.conn)
                .await?;
            tx.changed(Topic::Query(query.project_id, id), query.revision + 1);
            let act = Act::new("query.keep_newest", request).by(asked.by).in_project(query.project_id);
            tx.audit(act.on("query", id, &query.kind)).await
        })
    }

    /// Writes down that somebody looks at the rows, at most every half minute.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_read(&self, scope: &Scope<QueryView>, id: QueryId) -> Result<()> {
        let long_ago = (self.now() - READ_NOTED_EVERY).naive_utc();
        let due = || {
            let here = queries::id.eq(Stored(id)).and(queries::project_id.eq(Stored(scope.project())));
            let noted = queries::last_read_at.is_null().or(queries::last_read_at.assume_not_null().le(long_ago));
            queries::table.filter(here.and(noted))
        };
        let is_due: i64 = with_conn!(self, |conn| due().count().get_result(conn).await?);
        if is_due == 0 {
            return Ok(());
        }
        in_transaction!(self, |tx| {
            diesel::update(due()).set(queries::last_read_at.eq(tx.at())).execute(tx.conn).await?;
            Ok(())
        })
    }
}

/// Who asks, and whose query it must be.
#[derive(Clone, Copy)]
struct Asked {
    by: UserId,
    of: Option<UserId>,
    within: Option<ProjectId>,
}

on_both! {
    impl Tx<'_, Conn> {
        async fn ask_to_stop(&mut self, id: QueryId, asked: Asked, request: &RequestId) -> Result<()> {
            let query = self.query_that(id, asked).await?;
            if query.state.is_over() || query.stop_requested {
                return Ok(());
            }
            diesel::update(queries::table.find(Stored(id)))
                .set((queries::stop_requested.eq(true), queries::revision.eq(queries::revision + 1)))
                .execute(self.conn)
                .await?;
            self.changed(Topic::Query(query.project_id, id), query.revision + 1);
            let act = Act::new("query.stop", request).by(asked.by).in_project(query.project_id);
            self.audit(act.on("query", id, &query.kind).after(json!({"run_by": query.user_id}))).await
        }

        /// The query, locked by a write, if it is one of those that may be asked of.
        async fn query_that(&mut self, id: QueryId, asked: Asked) -> Result<Query> {
            let query: Query = diesel::update(queries::table.find(Stored(id)))
                .set(queries::revision.eq(queries::revision))
                .returning(Query::as_returning())
                .get_result(self.conn)
                .await?;
            let is_elsewhere = asked.within.is_some_and(|project| project != query.project_id);
            match is_elsewhere || asked.of.is_some_and(|user| user != query.user_id) {
                true => Err(Error::Missing),
                false => Ok(query),
            }
        }
    }
}
