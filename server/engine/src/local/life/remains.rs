//! What jobs left behind: it is read from disk, whether the engine runs or not.

use super::LocalEngine;
use crate::local::{
    Result,
    cluster::{
        ArchivedJob, KeptState, Layout, archived_job, delete_checkpoints, newest_checkpoint, newest_savepoint,
        savepoint_directory,
    },
};
use model::flink::FlinkJobId;

impl LocalEngine {
    /// Finds a job among those that ended, also under a JobManager that is gone. It comes there within seconds.
    ///
    /// # Errors
    /// [`LocalError::Io`](crate::local::LocalError).
    pub async fn archived_job(&self, id: FlinkJobId) -> Result<Option<ArchivedJob>> {
        self.look(move |layout| archived_job(layout, id)).await
    }

    /// The newest complete checkpoint of a job that is on disk.
    ///
    /// # Errors
    /// [`LocalError::Io`](crate::local::LocalError).
    pub async fn newest_checkpoint(&self, id: FlinkJobId) -> Result<Option<KeptState>> {
        self.look(move |layout| newest_checkpoint(layout, id)).await
    }

    /// Deletes all checkpoints that a job left on disk. That there are none is fine.
    ///
    /// # Errors
    /// [`LocalError::Io`](crate::local::LocalError).
    pub async fn delete_checkpoints(&self, id: FlinkJobId) -> Result<()> {
        self.look(move |layout| delete_checkpoints(layout, id)).await
    }

    /// The newest complete savepoint that came to an operation's folder.
    ///
    /// # Errors
    /// [`LocalError::Io`](crate::local::LocalError).
    pub async fn newest_savepoint(&self, operation: &str) -> Result<Option<KeptState>> {
        let operation = operation.to_owned();
        self.look(move |layout| newest_savepoint(layout, &operation)).await
    }

    /// The folder, as a URI, that savepoints of an operation are to come to: one each, so that one that was made can
    /// be found by it when the JobManager that made it cannot tell.
    pub fn savepoint_directory(&self, operation: &str) -> String {
        savepoint_directory(&self.layout, operation)
    }

    async fn look<T: Send + 'static>(&self, look: impl FnOnce(&Layout) -> Result<T> + Send + 'static) -> Result<T> {
        let layout = self.layout.clone();
        let read = tokio::task::spawn_blocking(move || look(&layout));
        read.await.expect("looking at a folder does not panic")
    }
}
