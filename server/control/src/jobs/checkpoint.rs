//! A checkpoint that is asked for.

use super::{
    Halt,
    steps::{Act, Carrier, PAUSE, answer},
    sweep,
};
use crate::engines::Reached;
use engine::rest::TriggerStatus;
use std::time::Duration;
use store::Run;
use tokio::time::Instant;

/// How long a checkpoint may take: longer than the longest time-out that the form of a job takes is of no use.
const CHECKPOINT: Duration = Duration::from_secs(20 * 60);

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
            match answer(|| rest.reader().checkpoint_status(job, trigger)).await {
                Ok(TriggerStatus::Completed(_)) => return Ok(()),
                Ok(TriggerStatus::Failed { cause }) => {
                    return Err(Halt::failed("checkpoint_failed", [("said", cause.root_cause.clone().into())]));
                }
                Ok(TriggerStatus::InProgress) if begun.elapsed() > CHECKPOINT => {
                    return Err(Halt::failed("checkpoint_timeout", [("seconds", CHECKPOINT.as_secs().into())]));
                }
                Ok(TriggerStatus::InProgress) => {}
                Err(engine::Error::NotFound(_)) => match answer(|| rest.trigger_checkpoint(job, trigger)).await {
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
}
