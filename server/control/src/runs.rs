//! Observing runs: jobs on engines that stay when whatever started them is over.

use crate::{jobs, shared::Shared};
use futures::StreamExt;
use model::{ClusterKind, SessionClusterId, flink::FlinkJobId};
use std::{collections::HashSet, sync::Arc, time::Duration};
use store::ObservedJob;
use tokio::time::Instant;

/// When nothing was done.
const SELDOM: Duration = Duration::from_secs(5);
/// After something was done, and after the start, for a while.
const OFTEN: Duration = Duration::from_secs(2);
/// For how long.
const A_WHILE: Duration = Duration::from_secs(20);
/// Versions change when somebody installs another one.
const VERSION: Duration = Duration::from_secs(60);
/// Clusters that are asked at the same time.
const AT_ONCE: usize = 8;

/// Asks each cluster that has runs for its jobs, all of them in one call. What cannot be asked stays as it was seen.
pub(crate) async fn observe(shared: Arc<Shared>) {
    let mut hurried_until = Instant::now() + A_WHILE;
    let mut version_at = Instant::now();
    let sightings = jobs::Sightings::default();
    loop {
        let wait = if Instant::now() < hurried_until { OFTEN } else { SELDOM };
        tokio::select! {
            () = shared.drained() => return,
            () = tokio::time::sleep(wait) => {}
            () = shared.acted.notified() => {
                hurried_until = Instant::now() + A_WHILE;
                // The engine needs a moment to know it itself.
                tokio::time::sleep(OFTEN / 4).await;
            }
        }
        let clusters = match shared.store.watched_clusters(&shared.scope).await {
            Ok(clusters) => clusters,
            Err(error) => {
                tracing::warn!(%error, "runs could not be observed");
                continue;
            }
        };
        // The engine of another host is that host's to ask.
        let asked =
            clusters.into_iter().filter(|it| it.kind != ClusterKind::Local || shared.engines.local_of(it.id).is_some());
        let is_version_due = Instant::now() >= version_at;
        // One that does not answer keeps nobody else waiting.
        let looks = futures::stream::iter(asked).for_each_concurrent(AT_ONCE, async |cluster| {
            jobs_of((&shared, &sightings), cluster.id).await;
            if is_version_due {
                version_of(&shared, cluster.id).await;
            }
        });
        looks.await;
        if is_version_due {
            version_at = Instant::now() + VERSION;
        }
    }
}

/// What a cluster says of the jobs that are ours; what it does not name is looked for among those that ended.
async fn jobs_of((shared, sightings): (&Shared, &jobs::Sightings), cluster: SessionClusterId) {
    let runs = match shared.store.watched_runs(&shared.scope, cluster).await {
        Ok(runs) if !runs.is_empty() => runs,
        _ => return,
    };
    let said = match shared.engines.reach(cluster).await {
        Ok(reached) => {
            let rest = reached.rest();
            let jobs = rest.reader().jobs().await;
            jobs.map(|jobs| (rest.reader().clone(), jobs))
        }
        Err(crate::Error::Engine(error)) => Err(error),
        Err(error) => {
            tracing::debug!(%error, %cluster, "a cluster with jobs cannot be asked");
            sightings.forget(cluster);
            return recorded(cluster, shared.store.note_unreachable(&shared.scope, cluster).await);
        }
    };
    let (reader, jobs) = match said {
        Ok(answered) => answered,
        Err(error) => {
            sightings.forget(cluster);
            tracing::debug!(%error, %cluster, "the jobs of a cluster could not be asked for");
            return recorded(cluster, shared.store.note_unreachable(&shared.scope, cluster).await);
        }
    };
    let alive: Vec<FlinkJobId> = jobs.iter().filter(|job| !job.state.is_terminal()).map(|job| job.jid).collect();
    let ours: HashSet<FlinkJobId> = runs.iter().map(|run| run.flink_job_id).collect();
    let mut seen: Vec<ObservedJob> = jobs
        .into_iter()
        .filter(|job| ours.contains(&job.jid))
        .map(|job| ObservedJob { job: job.jid, state: job.state.as_str().to_owned() })
        .collect();
    let there: HashSet<FlinkJobId> = seen.iter().map(|seen| seen.job).collect();
    let missing: Vec<FlinkJobId> = ours.difference(&there).copied().collect();
    seen.extend(ended(shared, cluster, &missing).await);
    // A job that is over is remembered too; it is not alive.
    let named: Vec<FlinkJobId> = seen.iter().map(|seen| seen.job).collect();
    recorded(cluster, shared.store.observe_runs(&shared.scope, cluster, &seen).await);
    jobs::advance(shared, (cluster, &reader), &runs, &seen).await;
    jobs::look((shared, sightings), (cluster, &reader), &runs, (&named, &alive)).await;
}

/// Those that the engine of this host archived when they ended: their JobManager may have died since.
async fn ended(shared: &Shared, cluster: SessionClusterId, missing: &[FlinkJobId]) -> Vec<ObservedJob> {
    let Some(local) = shared.engines.local_of(cluster) else { return Vec::new() };
    let mut ended = Vec::new();
    for job in missing {
        match local.engine.archived_job(*job).await {
            Ok(Some(archived)) if archived.state.is_terminal() => {
                ended.push(ObservedJob { job: *job, state: archived.state.as_str().to_owned() });
            }
            Ok(_) => {}
            Err(error) => tracing::debug!(%error, %job, "an ended job could not be looked for"),
        }
    }
    ended
}

fn recorded(cluster: SessionClusterId, result: store::Result<()>) {
    if let Err(error) = result {
        tracing::warn!(%error, %cluster, "what was seen of runs could not be recorded");
    }
}

/// Every cluster is asked, used or not: when it was last seen is what people go by.
async fn version_of(shared: &Shared, cluster: SessionClusterId) {
    let Ok(reached) = shared.engines.reach(cluster).await else {
        return;
    };
    if let Ok(overview) = reached.rest().reader().overview().await
        && let Ok(version) = overview.flink_version.parse()
        && let Err(error) = shared.store.note_version(&shared.scope, cluster, &version).await
    {
        tracing::debug!(%error, %cluster, "the version of a cluster could not be recorded");
    }
}
