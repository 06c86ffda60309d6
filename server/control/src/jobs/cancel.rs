//! Ending a job at once.

use super::{
    Halt, batch,
    steps::{Carrier, PAUSE},
};
use crate::error::said;
use engine::rest::RestOperator;
use model::{RunOutcome, flink::FlinkJobId};
use std::time::Duration;
use store::{Run, RunEnd};
use tokio::time::Instant;

/// How long a submission that nobody waits for any more may be on its way: longer than a carrier goes on that has lost its
/// operation.
const ARRIVAL: Duration = Duration::from_secs(20);
/// How long a job may take to be cancelled.
const CANCEL: Duration = Duration::from_secs(180);

impl Carrier<'_> {
    /// Cancels the job. One that the JobManager does not know is over; how it ended is looked for among those that ended.
    pub(super) async fn cancel(&self) -> Result<(), Halt> {
        // What was superseded may not have begun one.
        let Some(run) = self.open_run().await? else { return Ok(()) };
        let outcome = batch::cancelled_as(&run, self.step("cancel", self.cancelled(&run)).await?);
        let end = RunEnd { outcome, failure: None };
        Ok(self.shared.store.end_run(&self.shared.scope, self.claim, run.id, end).await?)
    }

    /// Gives the job up: its end is asked for once, and nobody waits for an answer. It may still run where it is not seen.
    pub(super) async fn force_stop(&self) -> Result<(), Halt> {
        let Some(run) = self.open_run().await? else { return Ok(()) };
        let asked = self.step("cancel", async { Ok(self.asked_once(&run).await) }).await?;
        let outcome = match asked {
            true => RunOutcome::Cancelled,
            false => self.remembered(&run).await.unwrap_or(RunOutcome::Ended),
        };
        let end = RunEnd { outcome: batch::cancelled_as(&run, outcome), failure: None };
        Ok(self.shared.store.end_run(&self.shared.scope, self.claim, run.id, end).await?)
    }

    /// True when the cluster took it.
    async fn asked_once(&self, run: &Run) -> bool {
        match self.reach(run.cluster_id).await {
            Ok(reached) => reached.rest().cancel_job(run.flink_job_id).await.is_ok(),
            Err(_) => false,
        }
    }

    /// Asks for the end until it is there, and says how it came about.
    pub(super) async fn cancelled(&self, run: &Run) -> Result<RunOutcome, Halt> {
        let rest = self.reach(run.cluster_id).await?.rest();
        let begun = Instant::now();
        loop {
            match cancel_once(&rest, run.flink_job_id).await {
                Ok(Some(outcome)) => return Ok(outcome),
                Ok(None) => {}
                // What was superseded a moment ago may still arrive.
                Err(engine::Error::NotFound(_)) if run.state.is_none() && begun.elapsed() < ARRIVAL => {}
                Err(engine::Error::NotFound(_)) => return self.remembered(run).await,
                Err(error) if begun.elapsed() > CANCEL => {
                    return Err(Halt::abandoned("unreachable", [("said", said(&error).into())]));
                }
                Err(error) => tracing::debug!(%error, "a job could not be cancelled yet"),
            }
            if begun.elapsed() > CANCEL {
                return Err(Halt::abandoned("not_over", [("seconds", CANCEL.as_secs().into())]));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// How a job ended that its JobManager does not know any more.
    pub(super) async fn remembered(&self, run: &Run) -> Result<RunOutcome, Halt> {
        let unknown = if run.state.is_none() { RunOutcome::NotStarted } else { RunOutcome::Ended };
        let Some(local) = self.shared.engines.local_of(run.cluster_id) else { return Ok(unknown) };
        let archived = local.engine.archived_job(run.flink_job_id).await.map_err(crate::Error::from)?;
        Ok(archived.and_then(|job| RunOutcome::seen(&job.state)).unwrap_or(unknown))
    }
}

/// Asks for the end of a job, unless it is there already: then it is said how it came about.
pub(crate) async fn cancel_once(rest: &RestOperator, job: FlinkJobId) -> Result<Option<RunOutcome>, engine::Error> {
    let state = rest.reader().job_status(job).await?;
    if state.is_terminal() {
        return Ok(Some(match RunOutcome::seen(&state) {
            Some(RunOutcome::CancelledOutside) | None => RunOutcome::Cancelled,
            Some(outcome) => outcome,
        }));
    }
    match rest.cancel_job(job).await {
        Ok(()) | Err(engine::Error::Conflict(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
