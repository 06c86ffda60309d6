//! Handing in what a job runs: a script's statements go to the gateway, in a session of their own.

use super::{
    Halt,
    resolve::{Resolved, SqlWork, Work},
    steps::{Carrier, PAUSE},
};
use crate::engines::Reached;
use engine::gateway::{GatewayOperator, NewSession, Submission};
use model::{
    flink::SessionHandle,
    sql::{Position, Positions, ProgramStatement, ProgramStep, StatementKind, engine_error},
};
use serde_json::Value;
use std::{collections::BTreeMap, ops::Range, time::Duration};
use store::Run;

/// By which the job gets the id that was chosen for it.
const JOB_ID: &str = "$internal.pipeline.job-id";
const NAME: &str = "pipeline.name";
/// Where it begins.
const RECOVERY: &str = "execution.state-recovery.path";
/// How long one statement may take: a catalog may be slow to connect, and a plan slow to make.
const STATEMENT: Duration = Duration::from_secs(180);
/// How often a submission that was not answered is made again.
const TRIES: u32 = 3;

impl Carrier<'_> {
    /// Submits what the job runs, by the way that it takes.
    pub(super) async fn submit(&self, resolved: &Resolved, run: &Run, reached: &Reached) -> Result<(), Halt> {
        match &resolved.work {
            Work::Sql(work) => self.submit_script(work, resolved, (run, reached)).await,
            Work::Jar(work) => self.submit_jar(work, resolved, (run, reached)).await,
        }
    }

    /// Runs the statements before the job's own one by one, and then that one.
    async fn submit_script(
        &self,
        work: &SqlWork,
        resolved: &Resolved,
        (run, reached): (&Run, &Reached),
    ) -> Result<(), Halt> {
        let gateway = reached.gateway()?;
        let session = self.step("session", open(&gateway, resolved)).await?;
        let submitted = async {
            self.step("prepare", prepare(&gateway, session, (&work.text, &work.program.setup))).await?;
            self.step("submit", self.hand_in((&gateway, session), (work, resolved), (run, reached))).await
        }
        .await;
        // The job goes on without it.
        if let Err(error) = gateway.close_session(session).await {
            tracing::debug!(%error, "the session of a deploy could not be closed: it ends by itself");
        }
        submitted
    }

    async fn hand_in(
        &self,
        (gateway, session): (&GatewayOperator, SessionHandle),
        (work, resolved): (&SqlWork, &Resolved),
        (run, reached): (&Run, &Reached),
    ) -> Result<(), Halt> {
        let step = work.program.steps.first().ok_or_else(|| Halt::failed("several_steps", []))?;
        let mut config = BTreeMap::from([
            (JOB_ID.to_owned(), run.flink_job_id.to_string()),
            (NAME.to_owned(), resolved.job.name.clone()),
        ]);
        config.extend(run.restored_from.iter().map(|path| (RECOVERY.to_owned(), path.clone())));
        let submission = Submission { statement: step.text.clone(), execution_config: config };
        let mut tries = 0;
        loop {
            tries += 1;
            match within(gateway.execute(session, &submission)).await? {
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
                Err(error) => return Err(in_statement(&error, &step.text, step_place(&work.text, step))),
            }
        }
    }
}

async fn open(gateway: &GatewayOperator, resolved: &Resolved) -> Result<SessionHandle, Halt> {
    let new = NewSession {
        name: Some(format!("scaleph-job-{}", resolved.job.id)),
        properties: resolved.configuration.clone(),
    };
    gateway.open_session(&new).await.map_err(|error| Halt::engine(&error))
}

async fn prepare(
    gateway: &GatewayOperator,
    session: SessionHandle,
    (script, statements): (&str, &[ProgramStatement]),
) -> Result<(), Halt> {
    // What is set is a property of the session already, where no `RESET` takes away what the job says.
    let is_setting = |kind: &StatementKind| matches!(kind, StatementKind::Set { .. } | StatementKind::Reset { .. });
    for statement in statements.iter().filter(|statement| !is_setting(&statement.kind)) {
        let submission = Submission { statement: statement.text.clone(), execution_config: BTreeMap::new() };
        let done = within(gateway.execute(session, &submission)).await?;
        done.map_err(|error| in_statement(&error, &statement.text, place(script, statement.range.clone())))?;
    }
    Ok(())
}

async fn within<T>(work: impl Future<Output = T>) -> Result<T, Halt> {
    let too_long = |_| Halt::failed("statement_timeout", [("seconds", STATEMENT.as_secs().into())]);
    tokio::time::timeout(STATEMENT, work).await.map_err(too_long)
}

/// What the engine said of a statement, by its beginning, and where in the script it points to.
fn in_statement(error: &engine::Error, statement: &str, at: impl FnOnce(&str) -> Option<Position>) -> Halt {
    /// In characters: enough to find it.
    const SHOWN: usize = 200;
    let Some(failure) = error.failure() else { return Halt::engine(error) };
    let told = engine_error(&failure.trace, statement, 0..statement.len());
    let begins: String = statement.chars().take(SHOWN).collect();
    let said = if told.message.is_empty() { failure.root_cause.clone() } else { told.message };
    let (line, column) = at(&failure.trace).map_or((Value::Null, Value::Null), |at| (at.line.into(), at.column.into()));
    let params = [("said", said.into()), ("statement", begins.into()), ("line", line), ("column", column)];
    Halt::failed("statement", params)
}

/// The place in a script of a statement that was sent as it stands there, or the place in it that an error points to.
fn place(script: &str, range: Range<usize>) -> impl FnOnce(&str) -> Option<Position> {
    move |trace| {
        let place = engine_error(trace, script, range.clone()).place.map(|place| place.start);
        Some(place.unwrap_or_else(|| Positions::new(script).position(range.start)))
    }
}

/// The place in a script that an error about a step points to.
fn step_place(script: &str, step: &ProgramStep) -> impl FnOnce(&str) -> Option<Position> {
    move |trace| {
        let place = engine_error(trace, &step.text, 0..step.text.len()).place;
        let byte = place.and_then(|place| step.in_script(place.range.start));
        let byte = byte.or_else(|| step.ranges.first().map(|range| range.start))?;
        Some(Positions::new(script).position(byte))
    }
}
