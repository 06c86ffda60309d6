//! How a job is set up.

use super::{RestReader, lenient};
use crate::error::Result;
use model::flink::FlinkJobId;
use serde::Deserialize;
use std::collections::BTreeMap;

/// How a job is set up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct JobConfig {
    /// What happens after a failure, in Flink's words.
    #[serde(deserialize_with = "lenient::text")]
    pub restart_strategy: String,
    /// How many of each part run at once, where it is not said otherwise.
    #[serde(deserialize_with = "lenient::maybe_whole")]
    pub job_parallelism: Option<u64>,
    /// True when operators hand on the same objects.
    #[serde(deserialize_with = "lenient::flag")]
    pub object_reuse_mode: bool,
    /// `PIPELINED` or `BATCH`; Flink 2.x does not say it any more.
    #[serde(deserialize_with = "lenient::maybe_text")]
    pub execution_mode: Option<String>,
    /// The job's own parameters.
    #[serde(deserialize_with = "lenient::texts")]
    pub user_config: BTreeMap<String, String>,
}

impl RestReader {
    /// How a job is set up.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) when the JobManager does not remember the job; else as said at
    /// [`RestReader`].
    pub async fn job_config(&self, job: FlinkJobId) -> Result<JobConfig> {
        #[derive(Deserialize)]
        struct Config {
            #[serde(rename = "execution-config")]
            execution: JobConfig,
        }
        let answer = self.get::<Config>("a job's configuration", &["jobs", &job.to_string(), "config"]).await?;
        Ok(answer.execution)
    }
}
