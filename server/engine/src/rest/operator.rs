//! Changing a cluster.

use super::RestReader;
use crate::{Error, error::Result};
use http::Method;
use model::flink::FlinkJobId;

/// Changes a cluster. Only `control` has one.
#[derive(Clone, Debug)]
pub struct RestOperator {
    pub(super) reader: RestReader,
}

impl RestOperator {
    pub(crate) fn new(reader: RestReader) -> Self {
        Self { reader }
    }

    /// What only looks.
    pub fn reader(&self) -> &RestReader {
        &self.reader
    }

    /// Cancels a job: its state is lost but for what a retained checkpoint keeps. Flink takes it and cancels after.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the JobManager does not remember the job, [`Error::Conflict`] when it ended in another
    /// way before, and whatever else can go wrong.
    pub async fn cancel_job(&self, job: FlinkJobId) -> Result<()> {
        /// The answer is an empty object.
        const MOST: usize = 1 << 20;
        let link = &self.reader.link;
        let mut url = link.url(&["jobs", &job.to_string()]);
        url.query_pairs_mut().append_pair("mode", "cancel");
        let body = link.bytes(link.call_to(Method::PATCH, url), MOST).await?;
        match serde_json::from_slice::<serde_json::Value>(&body) {
            Ok(_) => Ok(()),
            Err(_) => Err(Error::nonsense("a cancelled job", &body)),
        }
    }
}
