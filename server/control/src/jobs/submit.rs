//! Handing in what a job runs, under the id that was chosen for it: a script's own statement goes to the gateway.

use super::{
    Halt,
    prepare::{Prepared, in_statement, step_place, within},
    resolve::{Resolved, SqlWork, Work},
    steps::{Carrier, PAUSE},
};
use crate::engines::Reached;
use engine::gateway::{GatewayOperator, Submission};
use model::flink::SessionHandle;
use std::collections::BTreeMap;
use store::Run;

/// How often a submission that was not answered is made again.
const TRIES: u32 = 3;

impl Carrier<'_> {
    /// Submits what the job runs, once, by the way that it takes; with `drops_unclaimed`, state that no operator takes up is
    /// dropped.
    pub(super) async fn submit(
        &self,
        (resolved, prepared): (&Resolved, &Prepared),
        begun: (&Run, bool),
        reached: &Reached,
    ) -> Result<(), Halt> {
        match (&resolved.work, &prepared.session) {
            (Work::Jar(work), _) => self.submit_jar(work, resolved, begun, reached).await,
            (Work::Sql(work), Some(session)) => {
                self.step("submit", self.hand_in(session, (work, resolved), begun, reached)).await
            }
            (Work::Sql(_), None) => Err(Halt::failed("no_gateway", [])),
        }
    }

    async fn hand_in(
        &self,
        (gateway, session): &(GatewayOperator, SessionHandle),
        (work, resolved): (&SqlWork, &Resolved),
        (run, drops_unclaimed): (&Run, bool),
        reached: &Reached,
    ) -> Result<(), Halt> {
        let step = work.step();
        let statement = Submission { statement: step.text.clone(), execution_config: BTreeMap::new() };
        let mut submission = statement.job(run.flink_job_id, &resolved.job.name);
        if let Some(path) = &run.restored_from {
            submission = submission.from_state(path, drops_unclaimed);
        }
        let mut tries = 0;
        loop {
            tries += 1;
            match within(gateway.execute(*session, &submission)).await? {
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
                    return Err(in_statement(&error, &step.text, step_place(&work.text, step, &step.text, 0)));
                }
            }
        }
    }
}
