//! Looking at a cluster.

use super::{
    ClusterConfig, ClusterOverview, JobDetail, JobOverview, LogFile, LogTail, Process, Setting, TaskManager, logs,
};
use crate::{connection::Link, error::Result};
use http::Method;
use model::flink::{FlinkJobId, JobStatus};
use serde::{Deserialize, de::DeserializeOwned};

/// Looks at a cluster, and changes nothing. Every method fails when it cannot be asked or does not answer as Flink.
#[derive(Clone, Debug)]
pub struct RestReader {
    pub(super) link: Link,
}

impl RestReader {
    pub(crate) fn new(link: Link) -> Self {
        Self { link }
    }

    /// What the cluster has and does.
    ///
    /// # Errors
    /// As said at [`RestReader`].
    pub async fn overview(&self) -> Result<ClusterOverview> {
        self.get("the overview of a flink cluster", &["overview"]).await
    }

    /// How the cluster is set up.
    ///
    /// # Errors
    /// As said at [`RestReader`].
    pub async fn config(&self) -> Result<ClusterConfig> {
        self.get("the configuration of flink's user interface", &["config"]).await
    }

    /// The JobManager's settings, where our own mark of a local cluster stands too.
    ///
    /// # Errors
    /// As said at [`RestReader`].
    pub async fn jobmanager_config(&self) -> Result<Vec<Setting>> {
        self.get("a list of settings", &["jobmanager", "config"]).await
    }

    /// All jobs the JobManager remembers.
    ///
    /// # Errors
    /// As said at [`RestReader`].
    pub async fn jobs(&self) -> Result<Vec<JobOverview>> {
        #[derive(Deserialize)]
        struct Jobs {
            jobs: Vec<JobOverview>,
        }
        Ok(self.get::<Jobs>("a list of jobs", &["jobs", "overview"]).await?.jobs)
    }

    /// A job and its parts.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) when the JobManager does not remember it; else as said at
    /// [`RestReader`].
    pub async fn job(&self, job: FlinkJobId) -> Result<JobDetail> {
        self.get("a job", &["jobs", &job.to_string()]).await
    }

    /// What a job is doing.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) when the JobManager does not remember it; else as said at
    /// [`RestReader`].
    pub async fn job_status(&self, job: FlinkJobId) -> Result<JobStatus> {
        #[derive(Deserialize)]
        struct Status {
            status: JobStatus,
        }
        Ok(self.get::<Status>("the state of a job", &["jobs", &job.to_string(), "status"]).await?.status)
    }

    /// The TaskManagers that are registered.
    ///
    /// # Errors
    /// As said at [`RestReader`].
    pub async fn taskmanagers(&self) -> Result<Vec<TaskManager>> {
        #[derive(Deserialize)]
        struct TaskManagers {
            taskmanagers: Vec<TaskManager>,
        }
        Ok(self.get::<TaskManagers>("a list of taskmanagers", &["taskmanagers"]).await?.taskmanagers)
    }

    /// The log files of a process.
    ///
    /// # Errors
    /// As said at [`RestReader`].
    pub async fn log_files(&self, process: &Process) -> Result<Vec<LogFile>> {
        logs::files(&self.link, process).await
    }

    /// The last `most` bytes of a log file.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound), [`Error::TooLarge`](crate::Error::TooLarge) for a log of more
    /// than 256 MiB; else as said at [`RestReader`].
    pub async fn log_tail(&self, process: &Process, file: &str, most: usize) -> Result<LogTail> {
        logs::tail(&self.link, process, file, most).await
    }

    pub(super) async fn get<T: DeserializeOwned>(&self, expected: &'static str, segments: &[&str]) -> Result<T> {
        self.link.json(expected, self.link.call(Method::GET, segments)).await
    }
}
