//! Handing in what a job runs, under the id that was chosen for it: a script's own statement goes to the gateway.

use super::{
    Halt,
    batch::NOT_REPEATED,
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
        begun: (&Run, bool),
        reached: &Reached,
    ) -> Result<(), Halt> {
        let submission = submission(&work.step().text, &resolved.job.name, begun);
        let statement = Statement { gateway, submission, work, resolved };
        let since = Instant::now();
        let lost = match statement.handed_in(*prepared).await {
            Handed::In => return Ok(()),
            Handed::Refused(halt) => return Err(halt),
            Handed::Lost(halt) => (halt, since),
        };
        let mut session = *prepared;
        let done = self.followed_up((&statement, &mut session), lost, (begun.0, reached)).await;
        if session != *prepared {
            close(gateway, session).await;
        }
        match done {
            // What was handed in first may be about to arrive, whatever came of the tries after it.
            Err(Halt::Failed(reason)) if reason["code"] != NOT_REPEATED => {
                match self.is_known(reached, begun.0.flink_job_id).await? {
                    true => Ok(()),
                    false => Err(Halt::Abandoned(reason)),
                }
            }
            done => done,
        }
    }

    /// Finds out what became of a statement that was handed in without an answer, and hands it in again while the JobManager
    /// does not know it.
    async fn followed_up(
        &self,
        (statement, session): (&Statement<'_>, &mut SessionHandle),
        (mut lost, since): (Halt, Instant),
        (run, reached): (&Run, &Reached),
    ) -> Result<(), Halt> {
        let Statement { gateway, work, resolved, .. } = *statement;
        let prepared = *session;
        loop {
            // It may have arrived: the id tells.
            if self.is_known(reached, run.flink_job_id).await? {
                return Ok(());
            }
            if self.has_lived(run).await? {
                return Err(engine_died());
            }
            if resolved.is_batch() && self.incarnation(reached).await? != run.incarnation {
                return self.not_repeated(run).await;
            }
            if since.elapsed() > GATEWAY {
                return Err(lost);
            }
            tokio::time::sleep(PAUSE).await;
            // The session may be lost with its gateway. Whatever arrives late is refused then, or refuses this: it has its id.
            let before = *session;
            *session = self.set_up((gateway, self.opened(gateway, resolved).await?), (work, resolved)).await?.0;
            if before != prepared {
                close(gateway, before).await;
            }
            match statement.handed_in(*session).await {
                Handed::In => return Ok(()),
                Handed::Refused(halt) => return Err(halt),
                Handed::Lost(halt) => lost = halt,
            }
        }
    }
}

/// A script's own statement, and where it is handed in.
#[derive(Debug)]
struct Statement<'a> {
    gateway: &'a GatewayOperator,
    submission: Submission,
    work: &'a SqlWork,
    resolved: &'a Resolved,
}

/// What came of handing a statement in.
#[derive(Debug)]
enum Handed {
    /// The JobManager has it.
    In,
    /// It was not taken.
    Refused(Halt),
    /// There was no answer: the JobManager may have it, or get it yet.
    Lost(Halt),
}

impl Statement<'_> {
    async fn handed_in(&self, session: SessionHandle) -> Handed {
        let error = match within(self.gateway.execute(session, &self.submission)).await {
            Ok(Ok(_) | Err(engine::Error::DuplicateJob)) => return Handed::In,
            Ok(Err(error)) => error,
            Err(too_long) => return Handed::Lost(too_long.in_doubt()),
        };
        if is_away(&error) || matches!(error, engine::Error::Unreachable(_)) {
            return Handed::Lost(Halt::silent(&error));
        }
        let step = self.work.step();
        Handed::Refused(in_statement(&error, &step.text, step_place(&self.work.text, step, &step.text, 0)))
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
