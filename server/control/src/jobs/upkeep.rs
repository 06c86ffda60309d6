//! What is done for the state of jobs by itself.

use super::kept::delete_left;
use crate::shared::Shared;
use chrono::TimeDelta;
use model::SessionClusterId;
use std::{collections::HashSet, sync::Arc};

/// It is looked for what runs left behind after so many looks for savepoints.
const LEFT: u32 = 40;
/// The first time soon after the start, but not with it.
const FIRST: u32 = 4;
/// One server at a time does this.
const LEASE: &str = "job upkeep";
const LEASE_TIME: TimeDelta = TimeDelta::seconds(60);

/// Keeps savepoints, and deletes what nobody goes on from, until the server stops.
pub(crate) async fn keep_up(shared: Arc<Shared>) {
    let mut due_in = FIRST;
    loop {
        tokio::select! {
            () = shared.drained() => return,
            () = tokio::time::sleep(shared.times.savepoints) => {}
        }
        match shared.store.acquire_lease(&shared.scope, LEASE, &shared.holder, LEASE_TIME).await {
            Ok(Some(_)) => {}
            Ok(None) => continue,
            Err(error) => {
                tracing::warn!(%error, "it is not known whose turn it is to take savepoints");
                continue;
            }
        }
        if let Err(error) = shared.store.keep_savepoints(&shared.scope).await {
            tracing::warn!(%error, "savepoints that are due could not be asked for");
        }
        due_in -= 1;
        if due_in == 0 {
            due_in = LEFT;
            delete_all_left(&shared).await;
        }
    }
}

/// Deletes the checkpoints of runs that are long over, where a newer run has its own.
async fn delete_all_left(shared: &Shared) {
    let age = TimeDelta::from_std(shared.times.left_state).unwrap_or(TimeDelta::MAX);
    let left = match shared.store.left_states(&shared.scope, age).await {
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
        if let Err(halt) = delete_left(shared, &one).await {
            tracing::debug!(?halt, run = %one.run, "what a run left behind could not be deleted");
            silent.insert(one.cluster);
        }
    }
}
