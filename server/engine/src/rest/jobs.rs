//! Jobs.

use super::{Plan, lenient};
use model::flink::{FlinkJobId, JobStatus};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A job in the list of all.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct JobOverview {
    /// Its id.
    pub jid: FlinkJobId,
    /// Its name.
    pub name: String,
    /// What it is doing.
    pub state: JobStatus,
    /// When it was submitted, in milliseconds since 1970.
    #[serde(default, deserialize_with = "lenient::millis")]
    pub start_time: Option<i64>,
    /// When it ended.
    #[serde(default, deserialize_with = "lenient::millis")]
    pub end_time: Option<i64>,
    /// How long it has run, in milliseconds.
    #[serde(default)]
    pub duration: i64,
    /// When its state changed.
    #[serde(default, deserialize_with = "lenient::millis")]
    pub last_modification: Option<i64>,
    /// How many tasks are in which state.
    #[serde(default)]
    pub tasks: TaskCounts,
}

/// How many tasks are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct TaskCounts {
    /// All of them.
    pub total: u32,
    /// Running.
    pub running: u32,
    /// Ended by themselves.
    pub finished: u32,
    /// Failed.
    pub failed: u32,
}

/// Whether a job ends by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JobType {
    /// Its input ends.
    Batch,
    /// It runs until it is stopped.
    Streaming,
    /// Flink does not say, or says something that is not known here.
    #[default]
    #[serde(other)]
    Unknown,
}

/// A job and its parts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct JobDetail {
    /// Its id.
    pub jid: FlinkJobId,
    /// Its name.
    pub name: String,
    /// What it is doing.
    pub state: JobStatus,
    /// Whether it ends by itself.
    #[serde(default)]
    pub job_type: JobType,
    /// When it was submitted, in milliseconds since 1970.
    #[serde(default, deserialize_with = "lenient::millis")]
    pub start_time: Option<i64>,
    /// When it ended.
    #[serde(default, deserialize_with = "lenient::millis")]
    pub end_time: Option<i64>,
    /// How long it has run, in milliseconds.
    #[serde(default)]
    pub duration: i64,
    /// When it came into each state; 0 for never.
    #[serde(default)]
    pub timestamps: BTreeMap<String, i64>,
    /// Its parts, in topological order.
    #[serde(default)]
    pub vertices: Vec<Vertex>,
    /// How its parts hang together.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub plan: Plan,
}

/// A part of a job: operators that run together.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Vertex {
    /// Its id, 32 hexadecimal digits.
    pub id: String,
    /// The names of its operators.
    pub name: String,
    /// How many of it run at once; 0 as long as Flink has not decided, which for a batch job it does late.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub parallelism: u32,
    /// What it is doing, as Flink says it.
    pub status: String,
    /// How long it has run, in milliseconds; nothing as long as it did not begin.
    #[serde(default, deserialize_with = "lenient::millis")]
    pub duration: Option<i64>,
    /// How many tasks are in which state.
    #[serde(default)]
    pub tasks: BTreeMap<String, u32>,
    /// What went through.
    #[serde(default)]
    pub metrics: Throughput,
}

/// What went through a part of a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Throughput {
    /// Records that came in.
    pub read_records: u64,
    /// Records that went out.
    pub write_records: u64,
    /// Bytes that came in.
    pub read_bytes: u64,
    /// Bytes that went out.
    pub write_bytes: u64,
    /// How long it was busy, in milliseconds; may be `NaN`.
    #[serde(deserialize_with = "lenient::float")]
    pub accumulated_busy_time: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_batch_job_the_parallelism_may_not_be_decided_yet() {
        let vertex = r#"{"id":"a","name":"Sink","maxParallelism":-1,"parallelism":-1,"status":"CREATED","start-time":-1,
            "end-time":-1,"duration":-1,"tasks":{"CREATED":0},"metrics":{}}"#;
        let job = format!(
            r#"{{"jid":"536ee51f19942d456bb3592250c0c79e","name":"b","state":"RUNNING","job-type":"BATCH","vertices":[{vertex}]}}"#
        );
        let job: JobDetail = serde_json::from_str(&job).unwrap();
        assert_eq!((job.job_type, job.vertices[0].parallelism, job.vertices[0].duration), (JobType::Batch, 0, None));
    }
}
