//! A job's checkpoints in numbers.

use super::lenient;
use serde::Deserialize;

/// How many checkpoints there were since the JobManager began to run the job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct CheckpointCounts {
    /// How often the job began with one.
    #[serde(deserialize_with = "lenient::whole")]
    pub restored: u64,
    /// All of them.
    #[serde(deserialize_with = "lenient::whole")]
    pub total: u64,
    /// Those that go on.
    #[serde(deserialize_with = "lenient::whole")]
    pub in_progress: u64,
    /// Complete ones.
    #[serde(deserialize_with = "lenient::whole")]
    pub completed: u64,
    /// Failed ones.
    #[serde(deserialize_with = "lenient::whole")]
    pub failed: u64,
}

/// How long checkpoints took and how large they were, over all that were completed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct CheckpointSummary {
    /// From the trigger to the last acknowledgement, in milliseconds.
    #[serde(deserialize_with = "lenient::or_default")]
    pub end_to_end_duration: Spread,
    /// All state, in bytes.
    #[serde(deserialize_with = "lenient::or_default")]
    pub state_size: Spread,
    /// What was written anew, in bytes.
    #[serde(deserialize_with = "lenient::or_default")]
    pub checkpointed_size: Spread,
}

/// How a value is spread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Spread {
    /// The smallest.
    #[serde(deserialize_with = "lenient::maybe_float")]
    pub min: Option<f64>,
    /// The mean.
    #[serde(deserialize_with = "lenient::maybe_float")]
    pub avg: Option<f64>,
    /// The largest.
    #[serde(deserialize_with = "lenient::maybe_float")]
    pub max: Option<f64>,
    /// Half of them are below.
    #[serde(deserialize_with = "lenient::maybe_float")]
    pub p50: Option<f64>,
    /// 95 of 100 are below.
    #[serde(deserialize_with = "lenient::maybe_float")]
    pub p95: Option<f64>,
    /// 99 of 100 are below.
    #[serde(deserialize_with = "lenient::maybe_float")]
    pub p99: Option<f64>,
}
