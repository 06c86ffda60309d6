//! SQL Gateway sessions: one for a person in a project on a cluster, opened when it is needed and kept while it is used.

mod ask;
mod keep;
mod open;

pub(crate) use keep::keep;
pub(crate) use open::{Fault, Owner, Whereabouts, ensure};

use crate::shared::Shared;
use chrono::{DateTime, Utc};
use model::GatewaySessionId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use store::GatewaySession;

/// What is known of sessions beside their records.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    /// One at a time opens the session of a person on a cluster.
    opening: Mutex<HashMap<Owner, Arc<tokio::sync::Mutex<()>>>>,
    /// Sessions that were opened in place of one that was lost, and when that was found out.
    reopened: Mutex<HashMap<GatewaySessionId, DateTime<Utc>>>,
}

impl Sessions {
    fn opening(&self, owner: Owner) -> Arc<tokio::sync::Mutex<()>> {
        let mut all = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(owner).or_default().clone()
    }

    fn note_reopened(&self, id: GatewaySessionId, at: DateTime<Utc>) {
        self.reopened.lock().unwrap_or_else(PoisonError::into_inner).insert(id, at);
    }

    /// When the session before this one was found lost: what was made in it only is gone.
    pub(crate) fn lost_before(&self, id: GatewaySessionId) -> Option<DateTime<Utc>> {
        self.reopened.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied()
    }
}

/// Finds out the current catalog and database, and records them. What cannot be found out stays as it was.
pub(crate) async fn look(shared: &Shared, session: &GatewaySession) {
    let Ok(gateway) = shared.engines.reach(session.cluster_id).await.and_then(|reached| reached.gateway()) else {
        return;
    };
    let catalog = ask::one_value(&gateway, session.handle, "SHOW CURRENT CATALOG").await;
    let database = ask::one_value(&gateway, session.handle, "SHOW CURRENT DATABASE").await;
    let (Some(catalog), Some(database)) = (catalog, database) else {
        return;
    };
    let noted = shared.store.note_catalog(&shared.scope, session.id, Some(&catalog), Some(&database)).await;
    if let Err(error) = noted {
        tracing::debug!(%error, session = %session.id, "the current catalog could not be recorded");
    }
}
