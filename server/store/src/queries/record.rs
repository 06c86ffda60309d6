//! A query's record.

use crate::{Result, Store, database::with_conn, json_text::JsonText, schema::queries, stored::Stored};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    GatewaySessionId, ProjectId, QueryError, QueryId, QueryState, ScriptId, SessionClusterId, StatementStart, UserId,
    authority::{QueryView, Scope, SystemScope},
    flink::{FlinkJobId, OperationHandle, rows::Column},
};

/// One statement somebody ran.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = queries)]
pub struct Query {
    /// The id; ordered by time.
    #[diesel(deserialize_as = Stored<QueryId>)]
    pub id: QueryId,
    /// Where.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// Who ran it.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub user_id: UserId,
    /// On which cluster; it may be gone.
    #[diesel(deserialize_as = Stored<SessionClusterId>)]
    pub cluster_id: SessionClusterId,
    /// In which session, once it was sent.
    #[diesel(deserialize_as = Stored<Option<GatewaySessionId>>)]
    pub session_id: Option<GatewaySessionId>,
    /// From which script; it may be gone.
    #[diesel(deserialize_as = Stored<Option<ScriptId>>)]
    pub script_id: Option<ScriptId>,
    /// What was run.
    pub statement: String,
    /// Where it started in the script.
    #[diesel(deserialize_as = Stored<Option<StatementStart>>)]
    pub statement_start: Option<StatementStart>,
    /// The code of its kind: `select`.
    pub kind: String,
    /// What it is doing, or how it ended.
    #[diesel(deserialize_as = Stored<QueryState>)]
    pub state: QueryState,
    /// The Flink job it is, if it becomes one; chosen by us.
    #[diesel(deserialize_as = Stored<FlinkJobId>)]
    pub job_id: FlinkJobId,
    /// What the gateway calls it.
    #[diesel(deserialize_as = Stored<Option<OperationHandle>>)]
    pub operation_handle: Option<OperationHandle>,
    /// The page to ask for next; `None` when the last one is kept.
    pub next_token: Option<i64>,
    /// The columns of its result, once they are known.
    #[diesel(deserialize_as = JsonText<Vec<Column>>)]
    pub result_columns: Option<Vec<Column>>,
    /// How many rows were drawn.
    pub rows: i64,
    /// The oldest row that is kept; equal to `rows` when none is.
    pub first_row: i64,
    /// What is kept, in bytes.
    pub bytes: i64,
    /// As Flink says it: `SUCCESS_WITH_CONTENT`.
    pub result_kind: Option<String>,
    /// Why it failed or was lost.
    #[diesel(deserialize_as = JsonText<QueryError>)]
    pub error: Option<QueryError>,
    /// When it was asked for.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub requested_at: DateTime<Utc>,
    /// When it was sent.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub started_at: Option<DateTime<Utc>>,
    /// When its first row was kept.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub first_row_at: Option<DateTime<Utc>>,
    /// When it was over.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub ended_at: Option<DateTime<Utc>>,
    /// When somebody last looked at its rows, to half a minute.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub last_read_at: Option<DateTime<Utc>>,
    /// Somebody wants it to stop.
    pub stop_requested: bool,
    /// At the bound the oldest rows go.
    pub keep_newest: bool,
    /// The number of the lease under which it was last written.
    pub fence: i64,
    /// Goes up with every change.
    pub revision: i64,
}

impl Store {
    /// A query of the project.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn query(&self, scope: &Scope<QueryView>, id: QueryId) -> Result<Query> {
        with_conn!(self, |conn| {
            let here = queries::id.eq(Stored(id)).and(queries::project_id.eq(Stored(scope.project())));
            Ok(Query::query().filter(here).first(conn).await?)
        })
    }

    /// The latest queries that one ran from a script oneself, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_queries_of(&self, scope: &Scope<QueryView>, script: ScriptId, most: i64) -> Result<Vec<Query>> {
        with_conn!(self, |conn| {
            let own = queries::project_id.eq(Stored(scope.project())).and(queries::user_id.eq(Stored(scope.user())));
            let of_script = own.and(queries::script_id.eq(Stored(script)));
            Ok(Query::query().filter(of_script).order(queries::id.desc()).limit(most).load(conn).await?)
        })
    }

    /// A query of any project, for whoever draws it.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn query_of_any_project(&self, _: &SystemScope, id: QueryId) -> Result<Query> {
        with_conn!(self, |conn| Ok(Query::query().filter(queries::id.eq(Stored(id))).first(conn).await?))
    }
}
