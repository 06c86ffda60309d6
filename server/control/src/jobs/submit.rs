//! Handing a job's own statement to the gateway, under the id that was chosen for it.

use super::{
    Halt,
    prepare::{Prepared, in_statement, step_place, within},
    resolve::Resolved,
    steps::{Carrier, PAUSE},
};
use crate::engines::Reached;
use engine::gateway::Submission;
use std::collections::BTreeMap;
use store::Run;

/// How often a submission that was not answered is made again.
const TRIES: u32 = 3;

impl Carrier<'_> {
    /// Submits the job, once; with `drops_unclaimed`, state that no operator takes up is dropped.
    pub(super) async fn submit(
        &self,
        (resolved, prepared): (&Resolved, &Prepared),
        (run, drops_unclaimed): (&Run, bool),
        reached: &Reached,
    ) -> Result<(), Halt> {
        let step = resolved.step()?;
        let statement = Submission { statement: step.text.clone(), execution_config: BTreeMap::new() };
        let mut submission = statement.job(run.flink_job_id, &resolved.job.name);
        if let Some(path) = &run.restored_from {
            submission = submission.from_state(path, drops_unclaimed);
        }
        let mut tries = 0;
        loop {
            tries += 1;
            match within(prepared.gateway.execute(prepared.session, &submission)).await? {
                Ok(_) | Err(engine::Error::DuplicateJob) => return Ok(()),
                Err(error) if error.is_transient() || matches!(error, engine::Error::Unreachable(_)) => {
                    // It may have arrived: the id tells.
                    if self.is_known(reached, run.flink_job_id).await? {
                        return Ok(());
                    }
                    if tries == TRIES {
                        return Err(Halt::silent(&error));
                    }
                    tokio::time::sleep(PAUSE).await;
                }
                Err(error) => {
                    return Err(in_statement(&error, &step.text, step_place(&resolved.text, step, &step.text, 0)));
                }
            }
        }
    }
}
