//! Asking a job for its state: savepoints, checkpoints, and a stop that leaves one behind.
//!
//! Flink takes these up and returns, whether they can be done or not, and even for a job it does not know: how they
//! come out is told by [`RestReader::savepoint_status`](super::RestReader::savepoint_status) and its like. Each is
//! named by a [`TriggerId`] that is recorded before, so that it can be repeated.

use super::{RestOperator, TriggerId};
use crate::error::Result;
use http::Method;
use model::flink::FlinkJobId;
use serde::{Deserialize, Serialize};

/// How a savepoint is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SavepointFormat {
    /// The same for every state backend: it can be changed in between.
    #[default]
    Canonical,
    /// As the state backend has it: quicker, and only for the same one.
    Native,
}

/// A job to be stopped with a savepoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StopJob {
    /// Names this request.
    #[serde(rename = "triggerId")]
    pub trigger: TriggerId,
    /// The folder the savepoint comes into, as a URI; without one, that of the cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_directory: Option<String>,
    /// True to let all windows fire as at the end of the input: for a job that will not go on.
    pub drain: bool,
    /// How the savepoint is written.
    #[serde(rename = "formatType")]
    pub format: SavepointFormat,
}

/// A savepoint to be made while the job goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewSavepoint {
    /// Names this request.
    #[serde(rename = "triggerId")]
    pub trigger: TriggerId,
    /// The folder it comes into, as a URI; without one, that of the cluster.
    #[serde(rename = "target-directory", skip_serializing_if = "Option::is_none")]
    pub target_directory: Option<String>,
    /// How it is written.
    #[serde(rename = "formatType")]
    pub format: SavepointFormat,
}

impl RestOperator {
    /// Stops a job with a savepoint. What is answered is the id of the request.
    ///
    /// # Errors
    /// [`Error::BadRequest`](crate::Error::BadRequest) when no folder is named and the cluster has none, and whatever
    /// else can go wrong. After [`Error::Unreachable`](crate::Error::Unreachable) the same request is made again.
    pub async fn stop_job(&self, job: FlinkJobId, stop: &StopJob) -> Result<TriggerId> {
        self.trigger(&["jobs", &job.to_string(), "stop"], stop).await
    }

    /// Makes a savepoint of a job that goes on.
    ///
    /// # Errors
    /// As [`RestOperator::stop_job`].
    pub async fn trigger_savepoint(&self, job: FlinkJobId, new: &NewSavepoint) -> Result<TriggerId> {
        self.trigger(&["jobs", &job.to_string(), "savepoints"], new).await
    }

    /// Makes a checkpoint of a job, of the kind it is set up for.
    ///
    /// # Errors
    /// As [`RestOperator::stop_job`].
    pub async fn trigger_checkpoint(&self, job: FlinkJobId, trigger: TriggerId) -> Result<TriggerId> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct NewCheckpoint {
            checkpoint_type: &'static str,
            trigger_id: TriggerId,
        }
        let new = NewCheckpoint { checkpoint_type: "CONFIGURED", trigger_id: trigger };
        self.trigger(&["jobs", &job.to_string(), "checkpoints"], &new).await
    }

    /// Deletes the files of a savepoint, or of a checkpoint that was kept. Flink chooses the id; asking again for one
    /// that is gone fails later, and changes nothing.
    ///
    /// # Errors
    /// Whatever can go wrong.
    pub async fn dispose_savepoint(&self, path: &str) -> Result<TriggerId> {
        #[derive(Serialize)]
        #[serde(rename_all = "kebab-case")]
        struct Disposal<'a> {
            savepoint_path: &'a str,
        }
        self.trigger(&["savepoint-disposal"], &Disposal { savepoint_path: path }).await
    }

    async fn trigger(&self, segments: &[&str], request: &impl Serialize) -> Result<TriggerId> {
        #[derive(Deserialize)]
        struct Taken {
            #[serde(rename = "request-id")]
            trigger: TriggerId,
        }
        let link = &self.reader.link;
        let call = link.call(Method::POST, segments).json(request)?;
        Ok(link.json::<Taken>("the id of a request", call).await?.trigger)
    }
}
