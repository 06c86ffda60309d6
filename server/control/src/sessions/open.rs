//! From a person on a cluster to a session that can be used.

use crate::{engines::Reached, shared::Shared};
use engine::gateway::{GatewayOperator, NewSession};
use model::{ProjectId, SessionClusterId, UserId, flink::SessionHandle};
use store::{GatewaySession, NewGatewaySession, OpenedSession};

/// Whose session it is, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Owner {
    pub(crate) project: ProjectId,
    pub(crate) user: UserId,
    pub(crate) cluster: SessionClusterId,
}

/// Where a session that was lost stood: the next one begins there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Whereabouts {
    catalog: Option<String>,
    database: Option<String>,
}

impl From<&GatewaySession> for Whereabouts {
    fn from(session: &GatewaySession) -> Self {
        Self { catalog: session.catalog.clone(), database: session.catalog_database.clone() }
    }
}

/// Why there is no session.
#[derive(Debug)]
pub(crate) enum Fault {
    Store(store::Error),
    Engine(engine::Error),
    /// Only administrators may use an engine that is not confined.
    Unconfined,
}

impl From<store::Error> for Fault {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<engine::Error> for Fault {
    fn from(error: engine::Error) -> Self {
        Self::Engine(error)
    }
}

/// The open session of a person on a cluster; opened if there is none, recorded before it is used.
///
/// One of an earlier life of the engine is lost. A session that follows a lost one begins where that stood, and says that
/// what was made in it only is gone.
pub(crate) async fn ensure(
    shared: &Shared,
    owner: Owner,
    (reached, gateway): (&Reached, &GatewayOperator),
    lost: Option<Whereabouts>,
) -> Result<GatewaySession, Fault> {
    if !reached.admits(&shared.store, owner.user).await? {
        return Err(Fault::Unconfined);
    }
    let opening = shared.sessions.opening(owner);
    let _one_at_a_time = opening.lock().await;
    let open = shared.store.open_sessions(&shared.scope, owner.cluster).await?;
    let mine = open.into_iter().find(|session| session.project_id == owner.project && session.user_id == owner.user);
    let lost = match mine {
        Some(session) if session.engine == reached.life => {
            shared.store.note_session_used(&shared.scope, session.id).await?;
            return Ok(session);
        }
        Some(session) => {
            shared.store.mark_session_lost(&shared.scope, session.id).await?;
            Some(Whereabouts::from(&session))
        }
        None => lost,
    };
    let new = NewSession { name: Some(format!("scaleph-{}", owner.user)), ..NewSession::default() };
    let handle = gateway.open_session(&new).await?;
    let Owner { project, user, cluster } = owner;
    let new = NewGatewaySession { project, user, cluster, handle, engine: reached.life.clone() };
    let session = match shared.store.record_session(&shared.scope, new).await? {
        OpenedSession::Recorded(session) => session,
        OpenedSession::Already(session) => {
            // It would end by itself; nothing depends on when.
            let _ = gateway.close_session(handle).await;
            return Ok(session);
        }
    };
    if let Some(lost) = lost {
        shared.sessions.note_reopened(session.id, shared.store.now());
        restore(gateway, handle, &lost).await;
    }
    Ok(session)
}

/// Goes where the lost session stood. A catalog that was made in it is gone, and then this stays where it is.
async fn restore(gateway: &GatewayOperator, session: SessionHandle, lost: &Whereabouts) {
    let statements = [("USE CATALOG", &lost.catalog), ("USE", &lost.database)];
    for (verb, name) in statements {
        let Some(name) = name else { continue };
        let statement = format!("{verb} `{}`", name.replace('`', "``"));
        if let Err(error) = gateway.configure(session, &statement).await {
            tracing::debug!(%error, "a session does not stand where the one before it stood");
            return;
        }
    }
}
