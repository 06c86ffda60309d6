//! What is done for the state of jobs by itself: savepoints are asked for, and what nobody goes on from is deleted. Each is a
//! task of its own: a cluster that takes long to delete something keeps no savepoint waiting.

use super::{Halt, disposal::delete_retained};
use crate::shared::Shared;
use chrono::TimeDelta;
use model::SessionClusterId;
use std::{collections::HashSet, sync::Arc};
use store::ServedClusters;

/// It is looked for what runs left behind after so many looks for savepoints.
const EXPIRED_EVERY: u32 = 40;
/// The first time soon after the start, but not with it.
const FIRST_EXPIRED: u32 = 4;
/// What is known of runs that are over may be another thing soon: it is looked anew after so many.
const AT_ONCE: u32 = 50;
/// One server at a time asks for savepoints.
const SAVEPOINTS: &str = "job retention";
/// One server at a time sees to clusters that all of them reach.
const EXPIRED: &str = "expired checkpoints";
/// Longer than what one run left behind may take to be deleted.
const EXPIRED_TIME: TimeDelta = TimeDelta::seconds(600);
const SAVEPOINTS_TIME: TimeDelta = TimeDelta::seconds(60);

/// Asks for savepoints, and for the end of those that are too many, until the server stops.
pub(crate) async fn keep_savepoints(shared: Arc<Shared>) {
    loop {
        tokio::select! {
            () = shared.drained() => return,
            () = tokio::time::sleep(shared.times.savepoints) => {}
        }
        if !shared.leads(SAVEPOINTS, SAVEPOINTS_TIME).await {
            continue;
        }
        if let Err(error) = shared.store.keep_savepoints(&shared.scope).await {
            tracing::warn!(%error, "savepoints that are due could not be asked for");
        }
    }
}

/// Deletes the checkpoints of runs that are long over, where a newer run has its own, until the server stops.
pub(crate) async fn watch_retention(shared: Arc<Shared>) {
    let mut due_in = FIRST_EXPIRED;
    loop {
        tokio::select! {
            () = shared.drained() => return,
            () = tokio::time::sleep(shared.times.savepoints * due_in) => {}
        }
        let is_done = tokio::select! {
            () = shared.drained() => return,
            is_done = delete_expired(&shared) => is_done,
        };
        due_in = if is_done { EXPIRED_EVERY } else { FIRST_EXPIRED };
    }
}

/// Deletes what some runs left behind; true when there is no more to be done now.
async fn delete_expired(shared: &Shared) -> bool {
    let age = TimeDelta::from_std(shared.times.checkpoint_retention).unwrap_or(TimeDelta::MAX);
    let registered = shared.leads(EXPIRED, EXPIRED_TIME).await;
    let of = ServedClusters { local: shared.engines.local().map(|local| local.cluster), registered };
    let left = match shared.store.expired_checkpoints(&shared.scope, of, age).await {
        Ok(left) => left,
        Err(error) => {
            tracing::warn!(%error, "it could not be looked for what runs left behind");
            return true;
        }
    };
    let mut silent: HashSet<SessionClusterId> = HashSet::new();
    let mut deleted = 0;
    for one in left {
        if deleted == AT_ONCE {
            return false;
        }
        if silent.contains(&one.cluster) {
            continue;
        }
        if of.local != Some(one.cluster) && !shared.leads(EXPIRED, EXPIRED_TIME).await {
            continue;
        }
        let Err(halt) = delete_retained(shared, &one).await else {
            deleted += 1;
            continue;
        };
        tracing::warn!(?halt, run = %one.run, cluster = %one.cluster, "what a run left behind could not be deleted");
        if is_silence(&halt) {
            silent.insert(one.cluster);
        }
    }
    true
}

/// Whether a cluster need not be asked for its other runs: it does not answer, or takes too long.
fn is_silence(halt: &Halt) -> bool {
    let reason = halt.reason();
    let code = reason.as_ref().and_then(|reason| reason["code"].as_str());
    matches!(halt, Halt::Abandoned(_) | Halt::Left) || matches!(code, Some("unreachable" | "engine_not_running"))
}
