//! Looking at the checkpoints of every job that runs, so that the newest one is known before an engine dies.

use crate::shared::Shared;
use chrono::{DateTime, Utc};
use engine::rest::RestReader;
use futures::StreamExt;
use model::{RunId, flink::FlinkJobId};
use store::{SweptCheckpoint, WatchedRun};

/// Jobs of a cluster that are asked about at the same time.
const AT_ONCE: usize = 4;

/// Writes down the newest completed checkpoint of each of these runs that are of a job and were seen running.
pub(crate) async fn sweep(shared: &Shared, reader: &RestReader, runs: &[WatchedRun]) {
    let ours = runs.iter().filter(|run| run.job_id.is_some() && run.state.as_deref() == Some("RUNNING"));
    futures::stream::iter(ours)
        .for_each_concurrent(AT_ONCE, async |run| note_newest(shared, reader, (run.id, run.flink_job_id)).await)
        .await;
}

/// Writes down the newest completed checkpoint of a run.
pub(super) async fn note_newest(shared: &Shared, reader: &RestReader, (run, job): (RunId, FlinkJobId)) {
    let checkpoints = match reader.checkpoints(job).await {
        Ok(checkpoints) => checkpoints,
        Err(error) => {
            tracing::debug!(%error, %run, "the checkpoints of a job could not be asked for");
            return;
        }
    };
    let Some(newest) = checkpoints.latest.completed else { return };
    let Some(completed_at) =
        newest.latest_ack_timestamp.or(newest.trigger_timestamp).and_then(DateTime::<Utc>::from_timestamp_millis)
    else {
        return;
    };
    let swept = SweptCheckpoint {
        number: newest.id,
        path: newest.external_path,
        completed_at,
        size: newest.state_size,
        duration: newest.end_to_end_duration,
        completed: checkpoints.counts.completed,
        failed: checkpoints.counts.failed,
    };
    if let Err(error) = shared.store.note_checkpoint(&shared.scope, run, &swept).await {
        tracing::warn!(%error, %run, "a checkpoint could not be recorded");
    }
}
