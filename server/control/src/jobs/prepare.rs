//! A gateway session of its own for a job, in which all is set up that its statement needs, and what Flink would make of it.

use super::{
    Halt,
    resolve::{Resolved, SqlWork, Work},
    steps::{Carrier, answer_within},
};
use crate::engines::Reached;
use engine::{
    Error as EngineError,
    gateway::{GatewayOperator, NewSession, Submission},
};
use model::{
    flink::{SessionHandle, stateful_operators},
    sql::{Position, Positions, ProgramStatement, ProgramStep, StatementKind, engine_error},
};
use serde_json::Value;
use std::{collections::BTreeMap, ops::Range, time::Duration};
use store::Run;
use tokio::time::Instant;

/// How long a gateway that is away is waited for: it may be about to be started again, and not for the first time.
pub(super) const GATEWAY: Duration = Duration::from_secs(150);
/// How long one statement may take: a catalog may be slow to connect, and a plan slow to make.
const STATEMENT: Duration = Duration::from_secs(180);

/// What is ready to be handed in.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    /// The session in which a script's own statement can be run; a jar needs none.
    pub(super) session: Option<(GatewayOperator, SessionHandle)>,
    /// The operators of a script that keep state, as its plan names them.
    pub(super) operators: Vec<String>,
}

impl Carrier<'_> {
    /// For a script, opens a session, runs the statements before the job's own one by one, and has that one explained:
    /// whatever the planner finds wrong is found before anything is submitted or stopped. What a carrier that was lost since
    /// has submitted, as the run `begun`, needs none of that, and what stands before it must not be run a second time.
    pub(super) async fn prepare(
        &self,
        resolved: &Resolved,
        reached: &Reached,
        begun: Option<&Run>,
    ) -> Result<Prepared, Halt> {
        let Work::Sql(work) = &resolved.work else { return Ok(Prepared::default()) };
        if let Some(run) = begun {
            let has_moved_on = run.at_step().is_some_and(|step| step.number != resolved.step_number());
            if has_moved_on || self.is_known(reached, run.flink_job_id).await? {
                return Ok(Prepared::default());
            }
        }
        let gateway = reached.gateway()?;
        let session = self.step("session", self.opened(&gateway, resolved)).await?;
        let (session, operators) = self.step("prepare", self.set_up((&gateway, session), (work, resolved))).await?;
        Ok(Prepared { session: Some((gateway, session)), operators })
    }

    /// Runs what comes before the job's own statement, and has that one explained; when the session is lost with its gateway,
    /// all over again in another one.
    pub(super) async fn set_up(
        &self,
        (gateway, mut session): (&GatewayOperator, SessionHandle),
        (work, resolved): (&SqlWork, &Resolved),
    ) -> Result<(SessionHandle, Vec<String>), Halt> {
        let begun = Instant::now();
        loop {
            let done = async {
                prepare(gateway, session, (&work.text, &work.program.setup_of(work.index))).await?;
                explained((gateway, session), work, work.step()).await
            };
            let fault = match done.await {
                Ok(operators) => return Ok((session, operators)),
                Err(fault) => fault,
            };
            close(gateway, session).await;
            match fault {
                Fault::Halt(halt) => return Err(halt),
                Fault::Away(error) if begun.elapsed() > GATEWAY => return Err(Halt::engine(&error)),
                Fault::Away(_) => session = self.opened(gateway, resolved).await?,
            }
        }
    }

    /// Opens a session, as soon as there is a gateway to open it.
    pub(super) async fn opened(&self, gateway: &GatewayOperator, resolved: &Resolved) -> Result<SessionHandle, Halt> {
        let new = NewSession {
            name: Some(format!("scaleph-job-{}", resolved.job.id)),
            properties: resolved.configuration.clone(),
        };
        let opened = answer_within(GATEWAY, || gateway.open_session(&new)).await;
        opened.map_err(|error| Halt::engine(&error))
    }
}

/// Why a statement was not done.
#[derive(Debug)]
pub(super) enum Fault {
    /// The gateway is away, or another process has taken its place and does not know the session.
    Away(EngineError),
    /// Another reason, which will be the same the next time.
    Halt(Halt),
}

impl From<Halt> for Fault {
    fn from(halt: Halt) -> Self {
        Self::Halt(halt)
    }
}

impl From<Fault> for Halt {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Away(error) => Self::engine(&error),
            Fault::Halt(halt) => halt,
        }
    }
}

impl Fault {
    fn of(error: EngineError, statement: &str, at: impl FnOnce(&str) -> Option<Position>) -> Self {
        if is_away(&error) { Self::Away(error) } else { Self::Halt(in_statement(&error, statement, at)) }
    }
}

/// True when a gateway did not answer, or had forgotten what it was asked about.
pub(super) fn is_away(error: &EngineError) -> bool {
    error.is_transient() || matches!(error, EngineError::SessionLost | EngineError::OperationLost)
}

impl Prepared {
    /// Ends the session; what was submitted from it goes on.
    pub(super) async fn close(&self) {
        if let Some((gateway, session)) = &self.session {
            close(gateway, *session).await;
        }
    }
}

/// Ends a session; what was submitted from it goes on.
pub(super) async fn close(gateway: &GatewayOperator, session: SessionHandle) {
    if let Err(error) = gateway.close_session(session).await {
        tracing::debug!(%error, "the session of a deploy could not be closed: it ends by itself");
    }
}

async fn prepare(
    gateway: &GatewayOperator,
    session: SessionHandle,
    (script, statements): (&str, &[&ProgramStatement]),
) -> Result<(), Fault> {
    // What is set is a property of the session already, where no `RESET` takes away what the job says.
    let is_setting = |kind: &StatementKind| matches!(kind, StatementKind::Set { .. } | StatementKind::Reset { .. });
    for statement in statements.iter().filter(|statement| !is_setting(&statement.kind)) {
        let submission = Submission { statement: statement.text.clone(), execution_config: BTreeMap::new() };
        let done = within(gateway.execute(session, &submission)).await?;
        done.map_err(|error| Fault::of(error, &statement.text, place(script, statement.range.clone())))?;
    }
    Ok(())
}

/// The operators that keep state, from the plan of a statement that becomes a Flink job.
pub(super) async fn explained(
    (gateway, session): (&GatewayOperator, SessionHandle),
    work: &SqlWork,
    step: &ProgramStep,
) -> Result<Vec<String>, Fault> {
    const EXECUTE: &str = "EXECUTE ";
    const EXPLAIN: &str = "EXPLAIN ";
    let bare = step.text.get(..EXECUTE.len()).filter(|word| word.eq_ignore_ascii_case(EXECUTE));
    let (bare, shift) = match bare {
        Some(_) => (&step.text[EXECUTE.len()..], 0),
        None => (step.text.as_str(), EXPLAIN.len()),
    };
    let submission = Submission { statement: format!("{EXPLAIN}{bare}"), execution_config: BTreeMap::new() };
    let done = within(gateway.execute(session, &submission)).await?;
    let plan = done.map_err(|error| {
        let at = step_place(&work.text, step, &submission.statement, shift);
        Fault::of(error, &step.text, at)
    })?;
    Ok(plan.first_text().map(stateful_operators).unwrap_or_default())
}

/// Ends the wait for a statement that takes too long.
pub(super) async fn within<T>(work: impl Future<Output = T>) -> Result<T, Halt> {
    let too_long = |_| Halt::failed("statement_timeout", [("seconds", STATEMENT.as_secs().into())]);
    tokio::time::timeout(STATEMENT, work).await.map_err(too_long)
}

/// What the engine said of a statement, by its beginning, and where in the script it points to.
pub(super) fn in_statement(error: &EngineError, statement: &str, at: impl FnOnce(&str) -> Option<Position>) -> Halt {
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

/// The place in a script that an error about a step points to. `sent` is what was sent, the step behind `shift` more bytes.
pub(super) fn step_place(
    script: &str,
    step: &ProgramStep,
    sent: &str,
    shift: usize,
) -> impl FnOnce(&str) -> Option<Position> {
    move |trace| {
        let place = engine_error(trace, sent, 0..sent.len()).place;
        let byte = place.and_then(|place| step.in_script(place.range.start.checked_sub(shift)?));
        let byte = byte.or_else(|| step.ranges.first().map(|range| range.start))?;
        Some(Positions::new(script).position(byte))
    }
}
