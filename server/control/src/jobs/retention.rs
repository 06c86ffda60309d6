//! What is done for the state of jobs by itself.

use super::disposal::delete_retained;
use crate::shared::Shared;
use chrono::TimeDelta;
use model::SessionClusterId;
use std::{collections::HashSet, sync::Arc};
use store::ServedClusters;

/// It is looked for what runs left behind after so many looks for savepoints.
const EXPIRED_EVERY: u32 = 40;
/// The first time soon after the start, but not with it.
const FIRST_EXPIRED: u32 = 4;
/// One server at a time asks for savepoints, and sees to clusters that all of them reach.
const LEASE: &str = "job retention";
const LEASE_TIME: TimeDelta = TimeDelta::seconds(60);

/// Keeps savepoints, and deletes what nobody goes on from, until the server stops.
pub(crate) async fn watch_retention(shared: Arc<Shared>) {
    let mut due_in = FIRST_EXPIRED;
    loop {
        tokio::select! {
            () = shared.drained() => return,
            () = tokio::time::sleep(shared.times.savepoints) => {}
        }
        let leads = match shared.store.acquire_lease(&shared.scope, LEASE, &shared.holder, LEASE_TIME).await {
            Ok(lease) => lease.is_some(),
            Err(error) => {
                tracing::warn!(%error, "it is not known whose turn it is to take savepoints");
                continue;
            }
        };
        if leads && let Err(error) = shared.store.keep_savepoints(&shared.scope).await {
            tracing::warn!(%error, "savepoints that are due could not be asked for");
        }
        due_in -= 1;
        if due_in == 0 {
            due_in = EXPIRED_EVERY;
            delete_expired(&shared, leads).await;
        }
    }
}

/// Deletes the checkpoints of runs that are long over, where a newer run has its own.
async fn delete_expired(shared: &Shared, leads: bool) {
    let age = TimeDelta::from_std(shared.times.checkpoint_retention).unwrap_or(TimeDelta::MAX);
    let of = ServedClusters { local: shared.engines.local().map(|local| local.cluster), registered: leads };
    let left = match shared.store.expired_checkpoints(&shared.scope, of, age).await {
        Ok(left) => left,
        Err(error) => {
            tracing::warn!(%error, "it could not be looked for what runs left behind");
            return;
        }
    };
    let mut silent: HashSet<SessionClusterId> = HashSet::new();
    for one in left {
        // A cluster that could not do it once is not asked for each of its runs.
        if silent.contains(&one.cluster) {
            continue;
        }
        if let Err(halt) = delete_retained(shared, &one).await {
            tracing::debug!(?halt, run = %one.run, "what a run left behind could not be deleted");
            silent.insert(one.cluster);
        }
    }
}
