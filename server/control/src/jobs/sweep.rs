//! Looking at every job that runs: at its checkpoints, so that the newest one is known before an engine dies, and at its
//! numbers, which are kept for an hour. A job that somebody looks at is looked at more often, by the server that shows it.

use super::metrics;
use crate::{Control, shared::Shared};
use chrono::{DateTime, TimeDelta, Utc};
use engine::rest::{Checkpoints, RestReader};
use futures::StreamExt;
use model::{MetricValues, RunId, SessionClusterId, flink::FlinkJobId};
use std::{collections::HashSet, sync::Arc, time::Duration};
use store::{NewSample, Run, SweptCheckpoint, WatchedRun};
use tokio::time::Instant;

/// Every job, so often.
const EVERY: Duration = Duration::from_secs(20);
/// One that somebody looks at.
const LOOKED_AT: Duration = Duration::from_secs(5);
/// Servers that share a database take turns: who swept a cluster goes on with it, unless it was silent for so long.
const LEASE_TIME: TimeDelta = TimeDelta::seconds(60);
/// Clusters that are asked at the same time.
const CLUSTERS_AT_ONCE: usize = 8;
/// Jobs of a cluster that are asked about at the same time.
const AT_ONCE: usize = 4;

/// Sweeps until the server stops. What cannot be asked is left out, and is a gap.
pub(crate) async fn sweep(shared: Arc<Shared>) {
    let mut due = Instant::now();
    loop {
        tokio::select! {
            () = shared.drained() => return,
            () = tokio::time::sleep(LOOKED_AT) => {}
        }
        let (looked_at, their_clusters) = shared.gauges.looked_at(Instant::now());
        let is_due = Instant::now() >= due;
        let clusters: Vec<SessionClusterId> = match is_due {
            false => their_clusters.into_iter().collect(),
            true => match shared.store.watched_clusters(&shared.scope).await {
                Ok(clusters) => clusters.into_iter().map(|cluster| cluster.id).collect(),
                Err(error) => {
                    tracing::warn!(%error, "jobs could not be swept");
                    continue;
                }
            },
        };
        if is_due {
            due = Instant::now() + EVERY;
        }
        let only = (!is_due).then_some(Arc::new(looked_at));
        let sweeps: Vec<_> =
            clusters.into_iter().map(|cluster| of_cluster(shared.clone(), cluster, only.clone())).collect();
        futures::stream::iter(sweeps).buffer_unordered(CLUSTERS_AT_ONCE).collect::<Vec<()>>().await;
    }
}

/// The jobs of a cluster, or only those that somebody looks at.
async fn of_cluster(shared: Arc<Shared>, cluster: SessionClusterId, only: Option<Arc<HashSet<RunId>>>) {
    let Ok(runs) = shared.store.watched_runs(&shared.scope, cluster).await else { return };
    let ours: Vec<WatchedRun> = runs
        .into_iter()
        .filter(|run| run.job_id.is_some() && run.state.as_deref() == Some("RUNNING"))
        .filter(|run| only.as_ref().is_none_or(|only| only.contains(&run.id)))
        .collect();
    if ours.is_empty() || !shared.leads(&format!("sweep {cluster}"), LEASE_TIME).await {
        return;
    }
    let Ok(reached) = shared.engines.reach(cluster).await else { return };
    let rest = reached.rest();
    let reader = rest.reader();
    let of_cluster = match metrics::of_cluster((reader, &shared.gauges), cluster).await {
        Ok(numbers) => numbers,
        Err(error) => {
            tracing::debug!(%error, %cluster, "a cluster with jobs could not be asked for its numbers");
            return;
        }
    };
    let asked: Vec<_> = ours.into_iter().map(|run| of_run(shared.clone(), reader.clone(), of_cluster, run)).collect();
    let told: Vec<Option<NewSample>> = futures::stream::iter(asked).buffer_unordered(AT_ONCE).collect().await;
    let told: Vec<NewSample> = told.into_iter().flatten().collect();
    if !told.is_empty()
        && let Err(error) = shared.store.note_metrics(&shared.scope, &told).await
    {
        tracing::warn!(%error, %cluster, "the numbers of jobs could not be recorded");
    }
}

/// What a cluster tells of a run; nothing when it tells nothing of the run itself.
async fn of_run(
    shared: Arc<Shared>,
    reader: RestReader,
    of_cluster: MetricValues,
    run: WatchedRun,
) -> Option<NewSample> {
    let (now, those) = (shared.store.now(), (run.id, run.flink_job_id));
    let mut numbers = of_cluster;
    if let Some(checkpoints) = note_newest(&shared, &reader, those).await {
        numbers = metrics::with_checkpoints(numbers, &checkpoints, now);
    }
    match metrics::with_vertices(numbers, (&reader, &shared.gauges), those, now).await {
        Ok(numbers) => Some(NewSample { run: run.id, numbers }),
        Err(error) => {
            tracing::debug!(%error, run = %run.id, "the numbers of a job could not be asked for");
            None
        }
    }
}

/// Writes down the newest completed checkpoint of a run, and says what there is.
pub(super) async fn note_newest(
    shared: &Shared,
    reader: &RestReader,
    (run, job): (RunId, FlinkJobId),
) -> Option<Checkpoints> {
    let checkpoints = match reader.checkpoints(job).await {
        Ok(checkpoints) => checkpoints,
        Err(error) => {
            tracing::debug!(%error, %run, "the checkpoints of a job could not be asked for");
            return None;
        }
    };
    if let Some(swept) = newest(&checkpoints)
        && let Err(error) = shared.store.note_checkpoint(&shared.scope, run, &swept).await
    {
        tracing::warn!(%error, %run, "a checkpoint could not be recorded");
    }
    Some(checkpoints)
}

fn newest(checkpoints: &Checkpoints) -> Option<SweptCheckpoint> {
    let newest = checkpoints.latest.completed.as_ref()?;
    let completed_at = newest.latest_ack_timestamp.or(newest.trigger_timestamp);
    Some(SweptCheckpoint {
        number: newest.id,
        path: newest.external_path.clone(),
        completed_at: completed_at.and_then(DateTime::<Utc>::from_timestamp_millis)?,
        size: newest.state_size,
        duration: newest.end_to_end_duration,
        completed: checkpoints.counts.completed,
        failed: checkpoints.counts.failed,
    })
}

impl Control {
    /// Somebody looks at a run: for a while its numbers are asked for more often.
    pub fn look_at(&self, run: &Run) {
        self.shared().gauges.look_at(run.id, run.cluster_id, Instant::now());
    }
}
