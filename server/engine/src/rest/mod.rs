//! The JobManager's REST. What is not known of an answer is ignored, for every line of Flink adds to it.

mod cluster;
mod jobs;
mod lenient;
mod logs;
mod operator;
mod reader;
mod taskmanagers;

pub use cluster::{ClusterConfig, ClusterOverview, Features, Setting};
pub use jobs::{JobDetail, JobOverview, JobType, TaskCounts, Throughput, Vertex};
pub use logs::{LogFile, LogTail, Process};
pub use operator::RestOperator;
pub use reader::RestReader;
pub use taskmanagers::{Resource, TaskManager};
