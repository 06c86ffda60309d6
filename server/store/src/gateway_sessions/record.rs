//! A session's record.

use crate::{
    Result, Store,
    database::with_conn,
    schema::gateway_sessions,
    stored::{Stored, plain_fields},
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    GatewaySessionId, ProjectId, SessionClusterId, UserId,
    authority::{QueryRun, Scope, SystemScope},
    flink::SessionHandle,
};
use std::{fmt, str::FromStr};

/// Whether a session can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewaySessionState {
    /// The gateway knows it, as far as we know.
    Open,
    /// The gateway does not know it any more; tables made in it are gone.
    Lost,
    /// Closed by us.
    Closed,
}

impl GatewaySessionState {
    /// How it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Lost => "lost",
            Self::Closed => "closed",
        }
    }
}

impl fmt::Display for GatewaySessionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for GatewaySessionState {
    type Err = model::UnknownChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Open, Self::Lost, Self::Closed]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(model::UnknownChoice)
    }
}

plain_fields! { GatewaySessionState }

/// A session of one person in one project on one cluster.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = gateway_sessions)]
pub struct GatewaySession {
    /// The id.
    #[diesel(deserialize_as = Stored<GatewaySessionId>)]
    pub id: GatewaySessionId,
    /// Where.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// Whose.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub user_id: UserId,
    /// On which cluster.
    #[diesel(deserialize_as = Stored<SessionClusterId>)]
    pub cluster_id: SessionClusterId,
    /// What the gateway calls it.
    #[diesel(deserialize_as = Stored<SessionHandle>)]
    pub handle: SessionHandle,
    /// Whether it can be used.
    #[diesel(deserialize_as = Stored<GatewaySessionState>)]
    pub state: GatewaySessionState,
    /// Which life of the engine it belongs to.
    pub engine: String,
    /// The current catalog, when it was last seen.
    pub catalog: Option<String>,
    /// The current database, when it was last seen.
    pub catalog_database: Option<String>,
    /// When it was opened.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub opened_at: DateTime<Utc>,
    /// When something was last run in it.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub last_used_at: DateTime<Utc>,
    /// When it was found lost, or closed.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub ended_at: Option<DateTime<Utc>>,
    /// Goes up with every change.
    pub revision: i64,
}

impl Store {
    /// One's own session on a cluster: the open one, or else the last one, so that its loss can be shown.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn current_session(
        &self,
        scope: &Scope<QueryRun>,
        cluster: SessionClusterId,
    ) -> Result<Option<GatewaySession>> {
        let mine = gateway_sessions::project_id
            .eq(Stored(scope.project()))
            .and(gateway_sessions::user_id.eq(Stored(scope.user())))
            .and(gateway_sessions::cluster_id.eq(Stored(cluster)));
        with_conn!(self, |conn| {
            let sessions: Vec<GatewaySession> = GatewaySession::query()
                .filter(mine)
                .order((gateway_sessions::ended_at.is_null().desc(), gateway_sessions::id.desc()))
                .limit(1)
                .load(conn)
                .await?;
            Ok(sessions.into_iter().next())
        })
    }

    /// The open sessions of a cluster, which must be kept alive.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_sessions(&self, _: &SystemScope, cluster: SessionClusterId) -> Result<Vec<GatewaySession>> {
        let open = gateway_sessions::cluster_id
            .eq(Stored(cluster))
            .and(gateway_sessions::state.eq(Stored(GatewaySessionState::Open)));
        with_conn!(self, |conn| Ok(GatewaySession::query().filter(open).order(gateway_sessions::id).load(conn).await?))
    }

    /// A session, for whoever sends something in it.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn gateway_session(&self, _: &SystemScope, id: GatewaySessionId) -> Result<GatewaySession> {
        with_conn!(self, |conn| {
            Ok(GatewaySession::query().filter(gateway_sessions::id.eq(Stored(id))).first(conn).await?)
        })
    }
}
