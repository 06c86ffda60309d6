//! Keeping sessions alive while somebody uses them, and closing them afterwards.

use crate::shared::Shared;
use chrono::TimeDelta;
use std::{sync::Arc, time::Duration};

/// A gateway forgets a session that idles for ten minutes, if it is not set otherwise.
const EVERY: Duration = Duration::from_secs(300);
/// A person who comes back within a working day finds the session as it was.
const KEPT: TimeDelta = TimeDelta::hours(8);
/// One server at a time does this.
const LEASE: &str = "sessions";

/// Sees to the sessions now and then.
pub(crate) async fn keep(shared: Arc<Shared>) {
    let lease = TimeDelta::from_std(EVERY * 2).expect("ten minutes are no overflow");
    loop {
        tokio::select! {
            () = shared.drained() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        match shared.store.acquire_lease(&shared.scope, LEASE, &shared.holder, lease).await {
            Ok(Some(_)) => see_to_all(&shared).await,
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "sessions could not be seen to"),
        }
        // The sessions of the engine of this host are seen to here, whoever has the lease.
        if let Some(local) = shared.engines.local() {
            see_to(&shared, local.cluster).await;
        }
    }
}

async fn see_to_all(shared: &Shared) {
    let Ok(clusters) = shared.store.watched_clusters(&shared.scope).await else {
        return;
    };
    for cluster in clusters.iter().filter(|cluster| cluster.gateway_url.is_some()) {
        see_to(shared, cluster.id).await;
    }
}

/// Sends a heartbeat to each session that was used today, closes the others, and finds out which are lost.
pub(crate) async fn see_to(shared: &Shared, cluster: model::SessionClusterId) {
    let Ok(sessions) = shared.store.open_sessions(&shared.scope, cluster).await else {
        return;
    };
    if sessions.is_empty() {
        return;
    }
    let Ok(gateway) = shared.engines.reach(cluster).await.and_then(|reached| reached.gateway()) else {
        return;
    };
    let long_ago = shared.store.now() - KEPT;
    for session in sessions {
        let told = match session.last_used_at < long_ago {
            true => match gateway.close_session(session.handle).await {
                Ok(()) => shared.store.close_session(&shared.scope, session.id).await,
                Err(_) => Ok(()),
            },
            false => match gateway.heartbeat(session.handle).await {
                Err(engine::Error::SessionLost) => shared.store.mark_session_lost(&shared.scope, session.id).await,
                _ => Ok(()),
            },
        };
        if let Err(error) = told {
            tracing::warn!(%error, session = %session.id, "what became of a session could not be recorded");
        }
    }
}
