//! Whether a part of a job is held up by those after it.

use super::{RestReader, lenient};
use crate::error::Result;
use model::flink::FlinkJobId;
use serde::Deserialize;

/// How much a vertex is held up.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Backpressure {
    /// `ok`, or `deprecated` when nothing is known yet, or not anew.
    pub status: String,
    /// That of the worst subtask.
    #[serde(default, rename = "backpressureLevel", deserialize_with = "lenient::or_default")]
    pub level: BackpressureLevel,
    /// When it was looked at, in milliseconds since 1970.
    #[serde(default, rename = "end-timestamp", deserialize_with = "lenient::millis")]
    pub end_timestamp: Option<i64>,
    /// Each subtask.
    #[serde(default, deserialize_with = "lenient::list")]
    pub subtasks: Vec<SubtaskPressure>,
}

/// How much is much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BackpressureLevel {
    /// Up to a tenth of the time.
    Ok,
    /// Up to half of the time.
    Low,
    /// Most of the time.
    High,
    /// Flink does not say, or says something that is not known here.
    #[default]
    #[serde(other)]
    Unknown,
}

/// What a subtask does with its time: shares from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SubtaskPressure {
    /// The subtask, from 0.
    #[serde(deserialize_with = "lenient::whole")]
    pub subtask: u32,
    /// How much it is held up.
    #[serde(rename = "backpressureLevel", deserialize_with = "lenient::or_default")]
    pub level: BackpressureLevel,
    /// It waits for those after it.
    #[serde(rename = "ratio", deserialize_with = "lenient::maybe_float")]
    pub backpressured: Option<f64>,
    /// It waits for input.
    #[serde(rename = "idleRatio", deserialize_with = "lenient::maybe_float")]
    pub idle: Option<f64>,
    /// It works.
    #[serde(rename = "busyRatio", deserialize_with = "lenient::maybe_float")]
    pub busy: Option<f64>,
}

impl RestReader {
    /// How much a vertex is held up.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) when the JobManager does not remember the job; else as said at
    /// [`RestReader`].
    pub async fn backpressure(&self, job: FlinkJobId, vertex: &str) -> Result<Backpressure> {
        self.get("a vertex' backpressure", &["jobs", &job.to_string(), "vertices", vertex, "backpressure"]).await
    }
}
