//! The three processes of a cluster.

use serde::{Deserialize, Serialize};

/// A process of the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the jobs' masters, and the REST interface.
    JobManager,
    /// Runs the tasks.
    TaskManager,
    /// Takes SQL.
    Gateway,
}

impl Role {
    /// All of them, in the order they are started.
    pub const ALL: [Self; 3] = [Self::JobManager, Self::TaskManager, Self::Gateway];

    /// Its name in files and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::JobManager => "jobmanager",
            Self::TaskManager => "taskmanager",
            Self::Gateway => "sql-gateway",
        }
    }

    pub(super) fn main_class(self) -> &'static str {
        match self {
            Self::JobManager => "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            Self::TaskManager => "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            Self::Gateway => "org.apache.flink.table.gateway.SqlGateway",
        }
    }
}
