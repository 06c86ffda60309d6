//! Runs that a cluster does not name: missing is not dead.
//!
//! Only when a cluster has answered several times in a row, with its workers there, is it believed; and only when it is
//! provably another process than the one that had the run is the job started again.

use crate::shared::Shared;
use engine::rest::{Incarnation, RestReader};
use model::{RunId, SessionClusterId, flink::FlinkJobId};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use store::{Afterwards, Gone, WatchedRun};

/// How often in a row a cluster must have shown the same before it is believed.
const POLLS: u32 = 3;
/// The same for one that may take its jobs up again by itself: a standby needs its time.
const POLLS_OF_STANDBY: u32 = 30;

/// How often in a row each cluster answered as the same process with workers, while runs were missing there.
#[derive(Debug, Default)]
pub(crate) struct Sightings(Mutex<HashMap<SessionClusterId, (String, u32)>>);

impl Sightings {
    fn seen(&self, cluster: SessionClusterId, mark: &str) -> u32 {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = all.entry(cluster).or_insert_with(|| (mark.to_owned(), 0));
        if entry.0 != mark {
            *entry = (mark.to_owned(), 0);
        }
        entry.1 += 1;
        entry.1
    }

    /// Nothing is missing there, or it cannot be asked.
    pub(crate) fn forget(&self, cluster: SessionClusterId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&cluster);
    }
}

/// Looks at the runs of jobs that were missing before and still are, and at those that another process has by now. `named`
/// are the jobs that the cluster told of, however they ended; `alive` are all that run there, whoever's they are.
pub(crate) async fn look(
    (shared, sightings): (&Shared, &Sightings),
    (cluster, reader): (SessionClusterId, &RestReader),
    runs: &[WatchedRun],
    (named, alive): (&[FlinkJobId], &[FlinkJobId]),
) {
    let of_jobs = || runs.iter().filter(|run| run.job_id.is_some());
    let is_there = |run: &&WatchedRun| named.contains(&run.flink_job_id);
    let missing: Vec<&WatchedRun> = of_jobs().filter(|run| run.unknown_since.is_some() && !is_there(run)).collect();
    let back = of_jobs().any(|run| run.unknown_since.is_some() && is_there(&run));
    if missing.is_empty() && !back {
        return sightings.forget(cluster);
    }
    let incarnation = match reader.incarnation().await {
        Ok(Some(incarnation)) => incarnation,
        Ok(None) => return sightings.forget(cluster),
        Err(error) => {
            tracing::debug!(%error, %cluster, "which process of a cluster answers could not be asked");
            return sightings.forget(cluster);
        }
    };
    let theirs: Vec<RunId> = of_jobs().filter(is_there).map(|run| run.id).collect();
    if back && let Err(error) = shared.store.note_incarnation(&shared.scope, &theirs, &incarnation.mark).await {
        tracing::warn!(%error, %cluster, "which process has runs could not be recorded");
    }
    if missing.is_empty() {
        return sightings.forget(cluster);
    }
    // Until its workers are there, a JobManager may still be about to begin.
    match reader.overview().await {
        Ok(overview) if overview.taskmanagers > 0 => {}
        _ => return sightings.forget(cluster),
    }
    let needed = if incarnation.is_highly_available { POLLS_OF_STANDBY } else { POLLS };
    if sightings.seen(cluster, &incarnation.mark) < needed {
        return;
    }
    for run in missing {
        gone(shared, cluster, run, (&incarnation, alive)).await;
    }
}

async fn gone(
    shared: &Shared,
    cluster: SessionClusterId,
    run: &WatchedRun,
    (incarnation, alive): (&Incarnation, &[FlinkJobId]),
) {
    let gone = match run.incarnation.as_deref() {
        Some(mark) if mark == incarnation.mark => Gone::Forgotten,
        // What is not known to have had it may be the one that does not know it any more.
        None => Gone::Forgotten,
        Some(_) => Gone::EngineDied { is_ours: shared.engines.local_of(cluster).is_some() },
    };
    match shared.store.run_is_gone(&shared.scope, run.id, gone, alive).await {
        Ok(Afterwards::Waits) => {}
        Ok(afterwards) => tracing::info!(run = %run.id, %cluster, ?gone, ?afterwards, "a run is gone"),
        Err(error) => tracing::warn!(%error, run = %run.id, "that a run is gone could not be recorded"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sightings_are_counted_for_one_process_only() {
        let cluster: SessionClusterId = "01890000-0000-7000-8000-000000000000".parse().unwrap();
        let sightings = Sightings::default();
        assert_eq!([sightings.seen(cluster, "a"), sightings.seen(cluster, "a")], [1, 2]);
        assert_eq!([sightings.seen(cluster, "b"), sightings.seen(cluster, "b")], [1, 2]);
        sightings.forget(cluster);
        assert_eq!(sightings.seen(cluster, "b"), 1);
    }
}
