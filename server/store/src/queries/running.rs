//! What runs on a cluster, whoever ran it, for those who keep it or a project running.

use crate::{
    Result, Store,
    database::with_conn,
    schema::{projects, queries, users},
    stored::Stored,
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    ProjectId, QueryId, QueryState, SessionClusterId, UserId,
    authority::{ClusterView, Granted, QueryStop, Scopes},
    flink::FlinkJobId,
};

/// A query that is not over, and whose it is.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct RunningQuery {
    /// Which one.
    #[diesel(deserialize_as = Stored<QueryId>)]
    pub id: QueryId,
    /// In which project.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// How the project is called.
    pub project_name: String,
    /// Who ran it.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub user_id: UserId,
    /// How that person is called.
    pub user_name: String,
    /// What was run.
    pub statement: String,
    /// The code of its kind: `select`.
    pub kind: String,
    /// What it is doing.
    #[diesel(deserialize_as = Stored<QueryState>)]
    pub state: QueryState,
    /// The Flink job that it is, if it is one.
    #[diesel(deserialize_as = Stored<FlinkJobId>)]
    pub job_id: FlinkJobId,
    /// How many rows were drawn.
    pub rows: i64,
    /// When it was asked for.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub requested_at: DateTime<Utc>,
    /// When somebody last looked at its rows, to half a minute.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub last_read_at: Option<DateTime<Utc>>,
    /// Somebody wants it to stop.
    pub stop_requested: bool,
}

macro_rules! running {
    ($conn:ident, $cluster:ident $(, $filter:expr)?) => {
        queries::table
            .inner_join(projects::table)
            .inner_join(users::table)
            .filter(queries::cluster_id.eq(Stored($cluster)).and(queries::ended_at.is_null()))
            $(.filter($filter))?
            .order(queries::id)
            .limit(1000)
            .select((
                queries::id,
                queries::project_id,
                projects::name,
                queries::user_id,
                users::display_name,
                queries::statement,
                queries::kind,
                queries::state,
                queries::job_id,
                queries::rows,
                queries::requested_at,
                queries::last_read_at,
                queries::stop_requested,
            ))
            .load($conn)
            .await?
    };
}

impl Store {
    /// The queries of a cluster that are not over, the oldest first; at most a thousand.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn running_queries(&self, _: &Granted<ClusterView>, id: SessionClusterId) -> Result<Vec<RunningQuery>> {
        with_conn!(self, |conn| Ok(running!(conn, id)))
    }

    /// Those of them that somebody may stop as an operator of their project.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn running_queries_of(
        &self,
        scopes: &Scopes<QueryStop>,
        id: SessionClusterId,
    ) -> Result<Vec<RunningQuery>> {
        let theirs: Vec<Stored<ProjectId>> = scopes.projects().iter().copied().map(Stored).collect();
        with_conn!(self, |conn| Ok(running!(conn, id, queries::project_id.eq_any(&theirs))))
    }
}
