//! A checkpoint that is asked for, and the end of a snapshot.

use super::{
    Halt,
    steps::{Act, Carrier, PAUSE},
    sweep,
};
use crate::engines::Reached;
use engine::rest::TriggerStatus;
use model::SnapshotId;
use std::time::Duration;
use store::Run;
use tokio::time::Instant;

/// How long a checkpoint may take: longer than the longest time-out that the form of a job takes is of no use.
const CHECKPOINT: Duration = Duration::from_secs(20 * 60);
/// How long files may take to be deleted.
const DISPOSAL: Duration = Duration::from_secs(300);

impl Carrier<'_> {
    /// Takes a checkpoint; the job goes on.
    pub(super) async fn checkpoint(&self) -> Result<(), Halt> {
        let run = self.newest_run().await?;
        let reached = self.reach(run.cluster_id).await?;
        self.step("checkpoint", self.checkpointed(&reached, &run, Act::Checkpoint)).await?;
        sweep::note_newest(self.shared, reached.rest().reader(), (run.id, run.flink_job_id)).await;
        Ok(())
    }

    /// Asks for a checkpoint, and waits for it.
    pub(super) async fn checkpointed(&self, reached: &Reached, run: &Run, act: Act) -> Result<(), Halt> {
        let (rest, job, trigger) = (reached.rest(), run.flink_job_id, self.trigger(act));
        let begun = Instant::now();
        loop {
            match self.answer(|| rest.reader().checkpoint_status(job, trigger)).await {
                Ok(TriggerStatus::Completed(_)) => return Ok(()),
                Ok(TriggerStatus::Failed { cause }) => {
                    return Err(Halt::failed("checkpoint_failed", [("said", cause.root_cause.clone().into())]));
                }
                Ok(TriggerStatus::InProgress) if begun.elapsed() > CHECKPOINT => {
                    return Err(Halt::failed("checkpoint_timeout", [("seconds", CHECKPOINT.as_secs().into())]));
                }
                Ok(TriggerStatus::InProgress) => {}
                Err(engine::Error::NotFound(_)) => match self.answer(|| rest.trigger_checkpoint(job, trigger)).await {
                    Ok(_) => {}
                    // A bounded job may be over before it is asked.
                    Err(engine::Error::NotFound(_)) => return Err(Halt::failed("job_not_known", [])),
                    Err(error) => return Err(Halt::engine(&error)),
                },
                Err(error) => return Err(Halt::engine(&error)),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Deletes the files of a snapshot. That they are gone already is fine.
    pub(super) async fn dispose(&self, id: SnapshotId) -> Result<(), Halt> {
        let (store, scope) = (&self.shared.store, &self.shared.scope);
        let job = self.job().await?;
        let all = store.snapshots_of_any(scope, &job).await?;
        let Some(snapshot) = all.into_iter().find(|snapshot| snapshot.id == id) else { return Ok(()) };
        let run = store.run_of_any(scope, &job, snapshot.run_id).await?;
        let reached = self.reach(run.cluster_id).await?;
        self.step("dispose", self.disposed(&reached, &snapshot.path)).await?;
        Ok(store.snapshot_disposed(scope, self.claim, &snapshot).await?)
    }

    async fn disposed(&self, reached: &Reached, path: &str) -> Result<(), Halt> {
        let rest = reached.rest();
        let begun = Instant::now();
        let trigger = self.answer(|| rest.dispose_savepoint(path)).await.map_err(|error| Halt::engine(&error))?;
        loop {
            match self.answer(|| rest.reader().savepoint_disposal_status(trigger)).await {
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
}
