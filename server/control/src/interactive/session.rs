//! A person's session on a cluster, as pages show it.

use crate::{Control, Result};
use chrono::{DateTime, Utc};
use model::{
    SessionClusterId,
    authority::{QueryRun, Scope},
};
use store::{GatewaySession, GatewaySessionState};

/// Whether a session can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionState {
    /// As far as is known, the gateway knows it.
    Open,
    /// The gateway forgot it; the next statement opens another one.
    Lost,
    /// It was closed; the next statement opens another one.
    Closed,
}

/// A person's session on a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionStatus {
    /// Whether it can be used.
    pub state: SessionState,
    /// The current catalog, if it was seen.
    pub catalog: Option<String>,
    /// The current database, if it was seen.
    pub database: Option<String>,
    /// Since when it is open.
    pub since: DateTime<Utc>,
    /// Since when it is not.
    pub ended: Option<DateTime<Utc>>,
    /// When the session was found lost in whose place this one was opened: tables and settings of that one only are gone.
    pub reopened: Option<DateTime<Utc>>,
    /// Goes up with every change.
    pub revision: i64,
}

impl Control {
    /// One's own session on a cluster; none if there never was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn session(
        &self,
        scope: &Scope<QueryRun>,
        cluster: SessionClusterId,
    ) -> store::Result<Option<SessionStatus>> {
        let session = self.shared().store.current_session(scope, cluster).await?;
        Ok(session.map(|session| self.status(session)))
    }

    /// Closes one's own session, and its queries with it; jobs of `INSERT`s go on. None open is fine.
    ///
    /// # Errors
    /// When the cluster cannot be asked, or the database fails.
    pub async fn close_session(&self, scope: &Scope<QueryRun>, cluster: SessionClusterId) -> Result<()> {
        let shared = self.shared();
        let session = shared.store.current_session(scope, cluster).await?;
        let Some(session) = session.filter(|session| session.state == GatewaySessionState::Open) else {
            return Ok(());
        };
        match shared.engines.reach(cluster).await {
            Ok(reached) => reached.gateway()?.close_session(session.handle).await?,
            // It went with the engine.
            Err(crate::Error::NotRunning) => {}
            Err(error) => return Err(error),
        }
        shared.store.close_session(&shared.scope, session.id).await?;
        Ok(())
    }

    /// Closes one's own session; the next statement opens another one, with nothing of this one.
    ///
    /// # Errors
    /// As [`Control::close_session`].
    pub async fn restart_session(&self, scope: &Scope<QueryRun>, cluster: SessionClusterId) -> Result<()> {
        self.close_session(scope, cluster).await
    }

    fn status(&self, session: GatewaySession) -> SessionStatus {
        SessionStatus {
            state: match session.state {
                GatewaySessionState::Open => SessionState::Open,
                GatewaySessionState::Lost => SessionState::Lost,
                GatewaySessionState::Closed => SessionState::Closed,
            },
            reopened: self.shared().sessions.lost_before(session.id),
            catalog: session.catalog,
            database: session.catalog_database,
            since: session.opened_at,
            ended: session.ended_at,
            revision: session.revision,
        }
    }
}
