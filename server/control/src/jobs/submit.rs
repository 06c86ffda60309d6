//! Handing in what a job runs, under the id that was chosen for it: a script's own statement goes to the gateway.

use super::{
    Halt,
    prepare::{GATEWAY, Prepared, close, in_statement, is_away, step_place, within},
    resolve::{Resolved, SqlWork, Work},
    start::engine_died,
    steps::{Carrier, PAUSE},
};
use crate::engines::Reached;
use engine::gateway::{GatewayOperator, Submission};
use model::flink::SessionHandle;
use std::collections::BTreeMap;
use store::Run;
use tokio::time::Instant;

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
        (gateway, prepared): &(GatewayOperator, SessionHandle),
        (work, resolved): (&SqlWork, &Resolved),
        (run, drops_unclaimed): (&Run, bool),
        reached: &Reached,
    ) -> Result<(), Halt> {
        let step = work.step();
        let submission = submission(&step.text, &resolved.job.name, (run, drops_unclaimed));
        let (begun, mut session) = (Instant::now(), *prepared);
        let done = loop {
            let error = match within(gateway.execute(session, &submission)).await? {
                Ok(_) | Err(engine::Error::DuplicateJob) => break Ok(()),
                Err(error) => error,
            };
            if !is_away(&error) && !matches!(error, engine::Error::Unreachable(_)) {
                break Err(in_statement(&error, &step.text, step_place(&work.text, step, &step.text, 0)));
            }
            // It may have arrived: the id tells.
            if self.is_known(reached, run.flink_job_id).await? {
                break Ok(());
            }
            if self.has_lived(run).await? {
                break Err(engine_died());
            }
            if begun.elapsed() > GATEWAY {
                break Err(Halt::silent(&error));
            }
            tokio::time::sleep(PAUSE).await;
            // The session may be lost with its gateway. Whatever arrives late is refused then, or refuses this: it has its id.
            let lost = session;
            session = self.set_up((gateway, self.opened(gateway, resolved).await?), (work, resolved)).await?.0;
            if lost != *prepared {
                close(gateway, lost).await;
            }
        };
        if session != *prepared {
            close(gateway, session).await;
        }
        done
    }
}

/// The statement as a job with the id, the name and the state of a run.
fn submission(statement: &str, name: &str, (run, drops_unclaimed): (&Run, bool)) -> Submission {
    let statement = Submission { statement: statement.to_owned(), execution_config: BTreeMap::new() };
    let submission = statement.job(run.flink_job_id, name);
    match &run.restored_from {
        Some(path) => submission.from_state(path, drops_unclaimed),
        None => submission,
    }
}
