//! From a job that is resolved and prepared to one that runs.

use super::{
    Halt,
    batch::NOT_REPEATED,
    prepare::Prepared,
    resolve::Resolved,
    steps::{Act, Carrier, PAUSE, answer},
    sweep,
};
use crate::engines::Reached;
use engine::rest::{JobDetail, Vertex};
use model::{
    RunId, RunOutcome,
    flink::{FlinkJobId, JobStatus},
};
use serde_json::Value;
use std::time::Duration;
use store::{NewRun, ObservedJob, Run, RunAttempt, RunEnd};
use tokio::time::Instant;

/// How long a job that was taken may need until all its tasks run.
const START: Duration = Duration::from_secs(180);

/// How many checkpoints of a new run may fail after the first that did.
const MOST_FAILED: u8 = 4;

/// How a run is to begin.
#[derive(Debug)]
pub(super) struct Beginning {
    pub(super) attempt: RunAttempt,
    /// Where the state lies; `None` for empty state.
    pub(super) path: Option<String>,
    /// State that no operator takes up is dropped.
    pub(super) drops_unclaimed: bool,
    /// It is up only once it has completed a checkpoint.
    pub(super) must_checkpoint: bool,
    /// The run whose steps are taken as done, when it does not begin with its first.
    pub(super) taken_from: Option<RunId>,
}

impl Carrier<'_> {
    /// Records the run, submits it unless it is known already, and waits until all of it runs. What does not come up is
    /// over when this is.
    pub(super) async fn bring_up(
        &self,
        (resolved, prepared): (&Resolved, &Prepared),
        beginning: Beginning,
        reached: &Reached,
    ) -> Result<(), Halt> {
        let incarnation = self.incarnation(reached).await?;
        let steps = resolved.steps(beginning.taken_from);
        let new = NewRun {
            attempt: beginning.attempt,
            cluster: resolved.job.cluster_id,
            incarnation: incarnation.clone(),
            version: resolved.version(),
            flink_job_id: super::batch::first_job(steps.as_ref()),
            steps,
            resolved: resolved.record(&prepared.operators),
            restored_from: beginning.path.clone(),
        };
        let run = self.shared.store.begin_run(&self.shared.scope, self.claim, resolved.job.id, new).await?;
        self.bring_up_run((resolved, prepared), (run, incarnation), &beginning, reached).await
    }

    /// The same for a run that is recorded; `incarnation` is the process of the cluster that answers now.
    pub(super) async fn bring_up_run(
        &self,
        (resolved, prepared): (&Resolved, &Prepared),
        (run, incarnation): (Run, Option<String>),
        beginning: &Beginning,
        reached: &Reached,
    ) -> Result<(), Halt> {
        // A carrier that was lost since may have submitted it, and it may even be at its next step.
        if run.at_step().is_some_and(|step| step.number != resolved.step_number()) {
            return Ok(());
        }
        let submitted = match self.is_known(reached, run.flink_job_id).await {
            Ok(true) => Ok(()),
            Ok(false) if resolved.is_batch() && run.incarnation != incarnation => self.not_repeated(&run).await,
            Ok(false) if self.has_lived(&run).await? => Err(engine_died()),
            Ok(false) => self.submit((resolved, prepared), (&run, beginning.drops_unclaimed), reached).await,
            Err(halt) => Err(halt),
        };
        match submitted {
            Ok(()) => {}
            Err(Halt::Failed(reason)) => return self.ended(&run, not_begun(&run, &reason), reason, resolved).await,
            Err(halt) => return self.doubted(&run, halt).await,
        }
        let up = async {
            let state = self.step("start", self.starts(reached, run.flink_job_id, resolved)).await?;
            let seen = ObservedJob { job: run.flink_job_id, state: state.as_str().to_owned() };
            self.shared.store.observe_run(&self.shared.scope, run.cluster_id, &seen).await?;
            if beginning.must_checkpoint && resolved.takes_checkpoints() {
                self.step("checkpoint", self.shows_to_be_up(reached, &run, resolved)).await?;
                sweep::note_newest(self.shared, reached.rest().reader(), (run.id, run.flink_job_id)).await;
            }
            Ok(())
        };
        match up.await {
            Ok(()) => Ok(()),
            Err(Halt::Failed(reason)) => {
                // It would begin some time later, when nobody expects it any more.
                match self.cancelled(&run).await {
                    Ok(_) => self.ended(&run, RunOutcome::Failed, reason, resolved).await,
                    Err(halt) => self.doubted(&run, halt).await,
                }
            }
            Err(halt) => self.doubted(&run, halt).await,
        }
    }

    /// Which process of the cluster answers, if it tells.
    pub(super) async fn incarnation(&self, reached: &Reached) -> Result<Option<String>, Halt> {
        let rest = reached.rest();
        let incarnation = answer(|| rest.reader().incarnation()).await;
        Ok(incarnation.map_err(|error| Halt::engine(&error))?.map(|incarnation| incarnation.mark))
    }

    /// True when the JobManager knows the job.
    pub(super) async fn is_known(&self, reached: &Reached, job: FlinkJobId) -> Result<bool, Halt> {
        let rest = reached.rest();
        match answer(|| rest.reader().job_status(job)).await {
            Ok(_) => Ok(true),
            Err(engine::Error::NotFound(_)) => Ok(false),
            Err(error) => Err(Halt::silent(&error)),
        }
    }

    /// True when a run that its cluster does not know was there before, and may have written something: to submit it again from
    /// where it began would write that a second time.
    pub(super) async fn has_lived(&self, run: &Run) -> Result<bool, Halt> {
        let now = self.shared.store.run_of_any(&self.shared.scope, &self.job().await?, run.id).await?;
        if now.state.is_some() || now.swept.is_some() {
            return Ok(true);
        }
        let Some(local) = self.shared.engines.local_of(run.cluster_id) else { return Ok(false) };
        let kept = local.engine.newest_checkpoint(run.flink_job_id).await.map_err(crate::Error::from)?;
        Ok(kept.is_some())
    }

    /// Waits until all tasks run, or the job is over.
    async fn starts(&self, reached: &Reached, job: FlinkJobId, resolved: &Resolved) -> Result<JobStatus, Halt> {
        let rest = reached.rest();
        let begun = Instant::now();
        loop {
            match answer(|| rest.reader().job(job)).await {
                Ok(detail) if detail.state == JobStatus::Failed => return Err(self.failure(reached, job).await),
                Ok(detail) if runs(&detail, resolved) || detail.state.is_terminal() => return Ok(detail.state),
                Ok(_) => {}
                // It was taken a moment ago.
                Err(engine::Error::NotFound(_)) if begun.elapsed() < Duration::from_secs(10) => {}
                Err(error) => return Err(Halt::silent(&error)),
            }
            if begun.elapsed() > START {
                let root = self.root_cause(reached, job).await;
                return Err(Halt::failed(
                    "start_timeout",
                    [("seconds", START.as_secs().into()), ("said", root.unwrap_or_default().into())],
                ));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until a run has completed a checkpoint, whoever asked for it. One that fails because a task was lost is no
    /// judgement of the job, which is about to run again; and once one was completed, what the run wrote by it stands, and
    /// going back to the state before would write that a second time.
    async fn shows_to_be_up(&self, reached: &Reached, run: &Run, resolved: &Resolved) -> Result<(), Halt> {
        let mut tried = 0;
        loop {
            let asked = self.checkpointed(reached, run, Act::FirstCheckpoint(tried)).await;
            let Err(Halt::Failed(reason)) = asked else { return asked };
            let rest = reached.rest();
            match answer(|| rest.reader().checkpoints(run.flink_job_id)).await {
                Ok(checkpoints) if checkpoints.counts.completed > 0 => return Ok(()),
                Ok(_) if tried < MOST_FAILED => tried += 1,
                Ok(_) => return Err(Halt::Failed(reason)),
                // Only another JobManager does not know it.
                Err(engine::Error::NotFound(_)) => return Err(engine_died()),
                Err(error) => return Err(Halt::silent(&error)),
            }
            self.starts(reached, run.flink_job_id, resolved).await?;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// What the job failed for, as the engine says it.
    async fn failure(&self, reached: &Reached, job: FlinkJobId) -> Halt {
        Halt::failed("job_failed", [("said", self.root_cause(reached, job).await.unwrap_or_default().into())])
    }

    async fn root_cause(&self, reached: &Reached, job: FlinkJobId) -> Option<String> {
        let exceptions = reached.rest().reader().exceptions(job, 1).await.ok()?;
        exceptions.root().map(|root| root.failure().root_cause)
    }

    /// It is not known whether it runs: only somebody who can ask the cluster will find out.
    async fn doubted(&self, run: &Run, halt: Halt) -> Result<(), Halt> {
        if matches!(halt, Halt::Abandoned(_)) {
            self.shared.store.doubt_run(&self.shared.scope, self.claim, run.id).await?;
        }
        Err(halt)
    }

    async fn ended(&self, run: &Run, outcome: RunOutcome, reason: Value, resolved: &Resolved) -> Result<(), Halt> {
        let Halt::Failed(reason) = Halt::Failed(reason).with_texts(|text| resolved.masked(text)) else {
            return Err(Halt::Left);
        };
        let end = RunEnd { outcome, failure: Some(reason.clone()) };
        self.shared.store.end_run(&self.shared.scope, self.claim, run.id, end).await?;
        Err(Halt::Failed(reason))
    }
}

/// True when all tasks of the job run, or ended already. Those of a batch job run one after the other: there one is enough.
fn runs(detail: &JobDetail, resolved: &Resolved) -> bool {
    let is_up = |vertex: &Vertex| matches!(vertex.status.as_str(), "RUNNING" | "FINISHED");
    let are_up = match resolved.is_batch() {
        true => detail.vertices.iter().any(is_up),
        false => !detail.vertices.is_empty() && detail.vertices.iter().all(is_up),
    };
    detail.state == JobStatus::Running && are_up
}

/// The outcome of a run that was not submitted.
fn not_begun(run: &Run, reason: &Value) -> RunOutcome {
    match run.at_step() {
        _ if reason["code"] == NOT_REPEATED => RunOutcome::Ended,
        // Something of it ran.
        Some(step) if step.number > 1 => RunOutcome::Failed,
        _ => RunOutcome::NotStarted,
    }
}

/// The process that had a run is gone. What is to become of it is found by whoever looks at runs: its job is started again from
/// its newest state, where that may be.
pub(super) fn engine_died() -> Halt {
    Halt::abandoned("engine_died", [])
}
