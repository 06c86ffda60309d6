//! How sessions come, are used, and go.

use crate::{
    Result, Store,
    database::{in_transaction, on_both},
    gateway_sessions::{GatewaySession, GatewaySessionState},
    schema::gateway_sessions,
    stored::Stored,
    transaction::Tx,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    GatewaySessionId, ProjectId, SessionClusterId, Topic, UserId, authority::SystemScope, flink::SessionHandle,
};

/// A session that the gateway just opened.
#[derive(Clone, Debug)]
pub struct NewGatewaySession {
    /// Where.
    pub project: ProjectId,
    /// Whose.
    pub user: UserId,
    /// On which cluster.
    pub cluster: SessionClusterId,
    /// What the gateway calls it.
    pub handle: SessionHandle,
    /// Which life of the engine it belongs to.
    pub engine: String,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq)]
pub enum OpenedSession {
    /// It is recorded, and can be used.
    Recorded(GatewaySession),
    /// Another replica was faster: use this one, and close the other.
    Already(GatewaySession),
}

impl Store {
    /// Records a session before anything is sent in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_session(&self, _: &SystemScope, new: NewGatewaySession) -> Result<OpenedSession> {
        in_transaction!(self, |tx| {
            let id: GatewaySessionId = tx.id();
            let inserted: Option<GatewaySession> = diesel::insert_into(gateway_sessions::table)
                .values((
                    gateway_sessions::id.eq(Stored(id)),
                    gateway_sessions::project_id.eq(Stored(new.project)),
                    gateway_sessions::user_id.eq(Stored(new.user)),
                    gateway_sessions::cluster_id.eq(Stored(new.cluster)),
                    gateway_sessions::handle.eq(Stored(new.handle)),
                    gateway_sessions::state.eq(Stored(GatewaySessionState::Open)),
                    gateway_sessions::engine.eq(&new.engine),
                    gateway_sessions::opened_at.eq(tx.at()),
                    gateway_sessions::last_used_at.eq(tx.at()),
                    gateway_sessions::revision.eq(1_i64),
                ))
                .on_conflict_do_nothing()
                .returning(GatewaySession::as_returning())
                .get_result(tx.conn)
                .await
                .optional()?;
            if let Some(session) = inserted {
                tx.changed(Topic::GatewaySessions(new.project, new.user), session.revision);
                return Ok(OpenedSession::Recorded(session));
            }
            let theirs = gateway_sessions::project_id
                .eq(Stored(new.project))
                .and(gateway_sessions::user_id.eq(Stored(new.user)))
                .and(gateway_sessions::cluster_id.eq(Stored(new.cluster)))
                .and(gateway_sessions::state.eq(Stored(GatewaySessionState::Open)));
            Ok(OpenedSession::Already(GatewaySession::query().filter(theirs).first(tx.conn).await?))
        })
    }

    /// Something is run in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_session_used(&self, _: &SystemScope, id: GatewaySessionId) -> Result<()> {
        in_transaction!(self, |tx| {
            diesel::update(gateway_sessions::table.find(Stored(id)))
                .set(gateway_sessions::last_used_at.eq(tx.at()))
                .execute(tx.conn)
                .await?;
            Ok(())
        })
    }

    /// The current catalog and database were seen.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn note_catalog(
        &self,
        _: &SystemScope,
        id: GatewaySessionId,
        catalog: Option<&str>,
        database: Option<&str>,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let session: GatewaySession = diesel::update(gateway_sessions::table.find(Stored(id)))
                .set((
                    gateway_sessions::catalog.eq(catalog),
                    gateway_sessions::catalog_database.eq(database),
                    gateway_sessions::revision.eq(gateway_sessions::revision + 1),
                ))
                .returning(GatewaySession::as_returning())
                .get_result(tx.conn)
                .await?;
            tx.changed(Topic::GatewaySessions(session.project_id, session.user_id), session.revision);
            Ok(())
        })
    }

    /// The gateway does not know it any more. One that is closed stays closed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_session_lost(&self, _: &SystemScope, id: GatewaySessionId) -> Result<()> {
        in_transaction!(self, |tx| tx.end_session(id, GatewaySessionState::Lost).await)
    }

    /// It was closed, and will not be used again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close_session(&self, _: &SystemScope, id: GatewaySessionId) -> Result<()> {
        in_transaction!(self, |tx| tx.end_session(id, GatewaySessionState::Closed).await)
    }
}

on_both! {
    impl Tx<'_, Conn> {
        async fn end_session(&mut self, id: GatewaySessionId, state: GatewaySessionState) -> Result<()> {
            let open = gateway_sessions::id
                .eq(Stored(id))
                .and(gateway_sessions::state.eq(Stored(GatewaySessionState::Open)));
            let ended: Option<GatewaySession> = diesel::update(gateway_sessions::table.filter(open))
                .set((
                    gateway_sessions::state.eq(Stored(state)),
                    gateway_sessions::ended_at.eq(self.at()),
                    gateway_sessions::revision.eq(gateway_sessions::revision + 1),
                ))
                .returning(GatewaySession::as_returning())
                .get_result(self.conn)
                .await
                .optional()?;
            if let Some(session) = ended {
                self.changed(Topic::GatewaySessions(session.project_id, session.user_id), session.revision);
            }
            Ok(())
        }
    }
}
