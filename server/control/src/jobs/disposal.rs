//! The end of state that jobs keep: of a snapshot, of what a run left behind, of all of it.

use super::{
    Halt,
    steps::{Carrier, PAUSE, answer},
};
use crate::{engines::Reached, shared::Shared};
use engine::rest::TriggerStatus;
use model::SnapshotId;
use std::time::Duration;
use store::{Job, RetainedCheckpoints};
use tokio::time::Instant;

/// How long files may take to be deleted.
const DISPOSAL: Duration = Duration::from_secs(300);

impl Carrier<'_> {
    /// Deletes the files of a snapshot. That they are gone already is fine.
    pub(super) async fn dispose(&self, id: SnapshotId) -> Result<(), Halt> {
        let (store, scope) = (&self.shared.store, &self.shared.scope);
        let job = self.job().await?;
        let snapshot = match store.snapshot_of_any(scope, &job, id).await {
            Err(store::Error::Missing) => return Ok(()),
            snapshot => snapshot?,
        };
        let run = store.run_of_any(scope, &job, snapshot.run_id).await?;
        let reached = self.reach(run.cluster_id).await?;
        self.step("dispose", disposed(&reached, &snapshot.path)).await?;
        Ok(store.snapshot_disposed(scope, self.claim, &snapshot).await?)
    }

    /// Deletes all state that there is of the job, and then the job. What fails leaves the job with the rest.
    pub(super) async fn delete(&self) -> Result<(), Halt> {
        let (store, scope) = (&self.shared.store, &self.shared.scope);
        let id = self.claim.operation.object_id.parse().map_err(|_| Halt::failed("gone", []))?;
        let job = match store.job_of_any(scope, id).await {
            // A carrier that was lost since has deleted it.
            Err(store::Error::Missing) => return Ok(()),
            job => job?,
        };
        self.step("dispose", self.dispose_all(&job)).await?;
        self.step("checkpoints", self.delete_all_retained(&job)).await?;
        Ok(store.delete_job_with_state(scope, self.claim, &job).await?)
    }

    async fn delete_all_retained(&self, job: &Job) -> Result<(), Halt> {
        loop {
            let left = self.shared.store.retained_checkpoints_of(&self.shared.scope, job).await?;
            if left.is_empty() {
                return Ok(());
            }
            for left in left {
                delete_retained(self.shared, &left).await?;
            }
        }
    }

    async fn dispose_all(&self, job: &Job) -> Result<(), Halt> {
        let (store, scope) = (&self.shared.store, &self.shared.scope);
        loop {
            let snapshots = store.snapshots_of_any(scope, job).await?;
            if snapshots.is_empty() {
                return Ok(());
            }
            for snapshot in snapshots {
                let run = store.run_of_any(scope, job, snapshot.run_id).await?;
                disposed(&self.reach(run.cluster_id).await?, &snapshot.path).await?;
                store.snapshot_disposed(scope, self.claim, &snapshot).await?;
            }
        }
    }
}

/// Deletes the checkpoints that a run left behind: on this host all of them, elsewhere the newest, which alone is known.
pub(super) async fn delete_retained(shared: &Shared, left: &RetainedCheckpoints) -> Result<(), Halt> {
    if let Some(local) = shared.engines.local_of(left.cluster) {
        local.engine.delete_checkpoints(left.flink_job).await.map_err(crate::Error::from)?;
    } else {
        let reached = shared.engines.reach(left.cluster).await?;
        if let Some(path) = left.path() {
            disposed(&reached, &path).await?;
        }
    }
    Ok(shared.store.checkpoints_deleted(&shared.scope, left).await?)
}

/// Lets a cluster delete the files of a snapshot.
async fn disposed(reached: &Reached, path: &str) -> Result<(), Halt> {
    let rest = reached.rest();
    let begun = Instant::now();
    let trigger = answer(|| rest.dispose_savepoint(path)).await.map_err(|error| Halt::engine(&error))?;
    loop {
        match answer(|| rest.reader().savepoint_disposal_status(trigger)).await {
            Ok(TriggerStatus::Completed(())) => return Ok(()),
            Ok(TriggerStatus::Failed { cause }) if cause.trace.contains("FileNotFoundException") => return Ok(()),
            Ok(TriggerStatus::Failed { cause }) => {
                return Err(Halt::failed("engine", [("said", cause.root_cause.clone().into())]));
            }
            Ok(TriggerStatus::InProgress) if begun.elapsed() > DISPOSAL => {
                return Err(Halt::abandoned("not_disposed", [("seconds", DISPOSAL.as_secs().into())]));
            }
            Ok(TriggerStatus::InProgress) => {}
            Err(error) => return Err(Halt::silent(&error)),
        }
        tokio::time::sleep(PAUSE).await;
    }
}
