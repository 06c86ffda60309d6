//! The JobManager's REST. What is not known of an answer is ignored, for every line of Flink adds to it.

mod backpressure;
mod checkpoint_config;
mod checkpoint_summary;
mod checkpoints;
mod cluster;
mod exceptions;
mod incarnation;
mod jars;
mod job_config;
mod jobs;
mod lenient;
mod logs;
mod metrics;
mod multipart;
mod operator;
mod plan;
mod reader;
mod savepoints;
mod taskmanagers;
mod trigger;

pub use backpressure::{Backpressure, BackpressureLevel, SubtaskPressure};
pub use checkpoint_config::{CheckpointConfig, Externalization};
pub use checkpoint_summary::{CheckpointCounts, CheckpointSummary, Spread};
pub use checkpoints::{
    Checkpoint, CheckpointDetail, CheckpointStatus, Checkpoints, LatestCheckpoints, RestoredCheckpoint,
    VertexCheckpoint,
};
pub use cluster::{ClusterConfig, ClusterOverview, Features, Setting};
pub use exceptions::{ExceptionEntry, JobExceptions};
pub use incarnation::Incarnation;
pub use jars::{JarEntry, RunJar, UploadedJar};
pub use job_config::JobConfig;
pub use jobs::{JobDetail, JobOverview, JobType, TaskCounts, Throughput, Vertex};
pub use logs::{LogFile, LogTail, Process};
pub use metrics::{Aggregate, Watermark};
pub use operator::RestOperator;
pub use plan::{Plan, PlanEdge, PlanNode};
pub use reader::RestReader;
pub use savepoints::{NewSavepoint, SavepointFormat, StopJob};
pub use taskmanagers::{Resource, TaskManager};
pub use trigger::{BadTriggerId, TriggerId, TriggerStatus};
