//! How a job makes checkpoints.

use super::{RestReader, lenient};
use crate::error::Result;
use model::flink::FlinkJobId;
use serde::Deserialize;

/// How a job makes checkpoints.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CheckpointConfig {
    /// `exactly_once` or `at_least_once`.
    pub mode: String,
    /// From the start of one to that of the next, in milliseconds; nothing when only asked for.
    #[serde(default, deserialize_with = "interval")]
    pub interval: Option<u64>,
    /// After how long one is given up, in milliseconds.
    #[serde(default, deserialize_with = "lenient::maybe_whole")]
    pub timeout: Option<u64>,
    /// From the end of one to the start of the next, in milliseconds.
    #[serde(default, deserialize_with = "lenient::maybe_whole")]
    pub min_pause: Option<u64>,
    /// How many may go on at once.
    #[serde(default, deserialize_with = "lenient::maybe_whole")]
    pub max_concurrent: Option<u64>,
    /// Whether they outlive the job.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub externalization: Externalization,
    /// What holds the state while the job runs.
    #[serde(default, deserialize_with = "lenient::text")]
    pub state_backend: String,
    /// What keeps the checkpoints.
    #[serde(default, deserialize_with = "lenient::text")]
    pub checkpoint_storage: String,
    /// True when a checkpoint does not wait for what is on its way.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub unaligned_checkpoints: bool,
    /// How many may fail in a row before the job fails.
    #[serde(default, deserialize_with = "lenient::maybe_whole")]
    pub tolerable_failed_checkpoints: Option<u64>,
}

/// Whether checkpoints outlive their job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Externalization {
    /// They outlive a job that failed.
    #[serde(deserialize_with = "lenient::flag")]
    pub enabled: bool,
    /// They do not outlive one that was cancelled.
    #[serde(deserialize_with = "lenient::flag")]
    pub delete_on_cancellation: bool,
}

impl RestReader {
    /// How a job makes checkpoints.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) when the JobManager does not remember the job, or the job makes no
    /// checkpoints; else as said at [`RestReader`].
    pub async fn checkpoint_config(&self, job: FlinkJobId) -> Result<CheckpointConfig> {
        self.get("a job's checkpoint configuration", &["jobs", &job.to_string(), "checkpoints", "config"]).await
    }
}

/// The greatest number Java has stands for no interval.
fn interval<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    Ok(lenient::maybe_whole(deserializer)?.filter(|millis| (1..i64::MAX as u64).contains(millis)))
}
