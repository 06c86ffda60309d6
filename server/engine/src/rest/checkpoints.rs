//! A job's checkpoints and savepoints, as far as its JobManager remembers them.

use super::{CheckpointCounts, CheckpointSummary, RestReader, lenient};
use crate::error::Result;
use model::flink::FlinkJobId;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The checkpoints of a job. The JobManager remembers some ten of them, and all since it began to run the job in sums.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Checkpoints {
    /// How many there were.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub counts: CheckpointCounts,
    /// How long they took and how large they were.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub summary: CheckpointSummary,
    /// The last of each kind.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub latest: LatestCheckpoints,
    /// The last ones, newest first.
    #[serde(deserialize_with = "lenient::list")]
    pub history: Vec<Checkpoint>,
}

/// The last checkpoint of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct LatestCheckpoints {
    /// The last complete one.
    #[serde(deserialize_with = "lenient::maybe")]
    pub completed: Option<Checkpoint>,
    /// The last complete savepoint.
    #[serde(deserialize_with = "lenient::maybe")]
    pub savepoint: Option<Checkpoint>,
    /// The last that failed.
    #[serde(deserialize_with = "lenient::maybe")]
    pub failed: Option<Checkpoint>,
    /// The one the job began with, at first or again.
    #[serde(deserialize_with = "lenient::maybe")]
    pub restored: Option<RestoredCheckpoint>,
}

/// What a checkpoint came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CheckpointStatus {
    /// It goes on.
    InProgress,
    /// It is complete.
    Completed,
    /// It failed.
    Failed,
    /// Flink says something that is not known here.
    #[default]
    #[serde(other)]
    Unknown,
}

/// A checkpoint, or a savepoint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Checkpoint {
    /// Its number in the job.
    pub id: u64,
    /// What it came to.
    pub status: CheckpointStatus,
    /// True for a savepoint.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_savepoint: bool,
    /// `CHECKPOINT`, `UNALIGNED_CHECKPOINT`, `SAVEPOINT` or `SYNC_SAVEPOINT`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub checkpoint_type: String,
    /// When it began, in milliseconds since 1970.
    #[serde(default, deserialize_with = "lenient::millis")]
    pub trigger_timestamp: Option<i64>,
    /// When the last subtask was heard of, in milliseconds since 1970.
    #[serde(default, deserialize_with = "lenient::millis")]
    pub latest_ack_timestamp: Option<i64>,
    /// How long it took, in milliseconds.
    #[serde(default, deserialize_with = "lenient::maybe_whole")]
    pub end_to_end_duration: Option<u64>,
    /// All its state, in bytes.
    #[serde(default, deserialize_with = "lenient::maybe_whole")]
    pub state_size: Option<u64>,
    /// What of it was written anew, in bytes.
    #[serde(default, deserialize_with = "lenient::maybe_whole")]
    pub checkpointed_size: Option<u64>,
    /// What was on its way between operators and is kept too, in bytes.
    #[serde(default, deserialize_with = "lenient::maybe_whole")]
    pub persisted_data: Option<u64>,
    /// How many subtasks take part.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub num_subtasks: u32,
    /// How many of them have done their part.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub num_acknowledged_subtasks: u32,
    /// Where it lies, once it is complete.
    #[serde(default, deserialize_with = "path")]
    pub external_path: Option<String>,
    /// True when newer ones have taken its place and it is gone.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub discarded: bool,
    /// When it failed, in milliseconds since 1970.
    #[serde(default, deserialize_with = "lenient::millis")]
    pub failure_timestamp: Option<i64>,
    /// Why it failed.
    #[serde(default, deserialize_with = "lenient::maybe_text")]
    pub failure_message: Option<String>,
}

/// What a job began with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RestoredCheckpoint {
    /// Its number, in the job that made it.
    pub id: u64,
    /// When the job began with it, in milliseconds since 1970.
    #[serde(default, deserialize_with = "lenient::millis")]
    pub restore_timestamp: Option<i64>,
    /// True for a savepoint.
    #[serde(default, deserialize_with = "lenient::flag")]
    pub is_savepoint: bool,
    /// Where it lies.
    #[serde(default, deserialize_with = "path")]
    pub external_path: Option<String>,
}

/// A checkpoint and what the job's parts did for it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CheckpointDetail {
    /// The checkpoint.
    #[serde(flatten)]
    pub checkpoint: Checkpoint,
    /// The part each vertex has in it, by the vertex's id.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub tasks: BTreeMap<String, VertexCheckpoint>,
}

/// A vertex' part in a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct VertexCheckpoint {
    /// What it came to.
    pub status: CheckpointStatus,
    /// When its last subtask was heard of, in milliseconds since 1970.
    #[serde(default, deserialize_with = "lenient::millis")]
    pub latest_ack_timestamp: Option<i64>,
    /// How long it took, in milliseconds.
    #[serde(default, deserialize_with = "lenient::maybe_whole")]
    pub end_to_end_duration: Option<u64>,
    /// Its state, in bytes.
    #[serde(default, deserialize_with = "lenient::maybe_whole")]
    pub state_size: Option<u64>,
    /// How many subtasks it has.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub num_subtasks: u32,
    /// How many of them have done their part.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub num_acknowledged_subtasks: u32,
}

impl RestReader {
    /// The checkpoints of a job. The answer may be some seconds old (`web.refresh-interval`).
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) when the JobManager does not remember the job, or the job makes no
    /// checkpoints; else as said at [`RestReader`].
    pub async fn checkpoints(&self, job: FlinkJobId) -> Result<Checkpoints> {
        self.get("a job's checkpoints", &["jobs", &job.to_string(), "checkpoints"]).await
    }

    /// A checkpoint, and what the job's parts did for it.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) when the JobManager does not remember it; else as said at
    /// [`RestReader`].
    pub async fn checkpoint(&self, job: FlinkJobId, id: u64) -> Result<CheckpointDetail> {
        let path = ["jobs", &job.to_string(), "checkpoints", "details", &id.to_string()];
        self.get("a checkpoint", &path).await
    }
}

/// A place in a file system; Flink has words in angle brackets for state that lies in none.
fn path<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(lenient::maybe_text(deserializer)?.filter(|path| !path.starts_with('<')))
}
