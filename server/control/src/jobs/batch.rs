//! Runs in steps: the `INSERT`s of a batch script, one Flink job after the other.
//!
//! The ids of all of them are chosen when the run begins. Each step has a gateway session of its own, in which what stands
//! before it is set up again, but for what outlives a session.

use super::{
    Halt,
    masking::Masking,
    prepare::{Prepared, explained},
    resolve::{Definition, Resolved, Work},
    start::Beginning,
    steps::Carrier,
};
use crate::{engines::Reached, shared::Shared};
use engine::rest::RestReader;
use futures::future::BoxFuture;
use model::{
    RunId, RunOutcome, RuntimeMode, SessionClusterId,
    flink::{FlinkJobId, JobStatus},
    sql::{Positions, ProgramStep},
};
use serde_json::json;
use std::time::Duration;
use store::{NewStep, NewSteps, ObservedJob, Run, RunAttempt, RunEnd, WatchedRun};
use tokio::time::Instant;

/// How long a cluster that does not answer between two steps keeps a run waiting.
const PATIENCE: Duration = Duration::from_secs(600);
/// Between two tries.
const AGAIN: Duration = Duration::from_secs(15);
/// The code for batch work that may have been done already.
pub(super) const NOT_REPEATED: &str = "batch_not_repeated";
/// Of the first line of a statement, in characters.
const SHOWN: usize = 200;

impl Carrier<'_> {
    /// Begins the step for which the run waits. What cannot be begun ends the run.
    pub(super) async fn next_step(&self) -> Result<(), Halt> {
        let Some(run) = self.open_run().await? else { return Ok(()) };
        let Some(step) = run.at_step() else { return Ok(()) };
        let resolved = match self.step("check", self.resolve(Definition::At(&run, step.number))).await {
            Err(Halt::Failed(reason)) => return self.broken_off(&run, reason).await,
            resolved => resolved?,
        };
        let (reached, prepared) = match self.ready(&resolved, &run).await.map_err(|halt| resolved.without_secrets(halt))
        {
            Err(Halt::Failed(reason)) => return self.broken_off(&run, reason).await,
            ready => ready?,
        };
        let done = async {
            let incarnation = self.incarnation(&reached).await?;
            let (store, scope) = (&self.shared.store, &self.shared.scope);
            let begun = store.begin_batch_step(scope, self.claim, run.id, incarnation.as_deref()).await?;
            let Some(begun) = begun else { return Ok(()) };
            let beginning = Beginning {
                attempt: RunAttempt::Asked,
                path: None,
                drops_unclaimed: false,
                must_checkpoint: false,
                taken_from: None,
            };
            self.bring_up_run((&resolved, &prepared), (begun, incarnation), &beginning, &reached).await
        }
        .await;
        prepared.close().await;
        done.map_err(|halt| resolved.without_secrets(halt))
    }

    /// Submits a run again from the step on at which it ended.
    pub(super) async fn resume(&self, run: RunId) -> Result<(), Halt> {
        let begun = self.shared.store.runs_of_operation(&self.shared.scope, self.claim).await?.asked;
        let old = self.shared.store.run_of_any(&self.shared.scope, &self.job().await?, run).await?;
        let first = old.at_step().ok_or_else(|| Halt::failed("no_run", []))?.number;
        let resolved = self.step("check", self.resolve(Definition::At(&old, first))).await?;
        let done = async {
            if begun.is_none() {
                self.step("cluster", self.room(&resolved, 0)).await?;
            }
            let reached = self.started_cluster(&resolved).await?;
            let prepared = self.prepare(&resolved, &reached, begun.as_ref()).await?;
            let done = self.resumed((&resolved, &prepared), &old, &reached).await;
            prepared.close().await;
            done
        };
        done.await.map_err(|halt| resolved.without_secrets(halt))
    }

    async fn resumed(
        &self,
        (resolved, prepared): (&Resolved, &Prepared),
        old: &Run,
        reached: &Reached,
    ) -> Result<(), Halt> {
        self.foresee(resolved, prepared).await?;
        let beginning = Beginning {
            attempt: RunAttempt::Asked,
            path: None,
            drops_unclaimed: false,
            must_checkpoint: false,
            taken_from: Some(old.id),
        };
        self.bring_up((resolved, prepared), beginning, reached).await
    }

    /// Has the steps that follow explained, as far as nothing stands between them: what the planner finds wrong with them is
    /// found before anything is submitted.
    pub(super) async fn foresee(&self, resolved: &Resolved, prepared: &Prepared) -> Result<(), Halt> {
        let (Work::Sql(work), Some((gateway, session))) = (&resolved.work, &prepared.session) else { return Ok(()) };
        let following = work.program.steps.iter().skip(work.index + 1);
        let following: Vec<&ProgramStep> = following.take_while(|step| step.setup.is_empty()).collect();
        if following.is_empty() {
            return Ok(());
        }
        let explain = async {
            for step in following {
                explained((gateway, *session), work, step).await?;
            }
            Ok(())
        };
        self.step("foresee", explain).await
    }

    /// The cluster, and a session in which the step can be submitted. Between two steps a cluster may be away for a while.
    async fn ready(&self, resolved: &Resolved, run: &Run) -> Result<(Reached, Prepared), Halt> {
        let begun = Instant::now();
        loop {
            let ready = async {
                let reached = self.reach(resolved.job.cluster_id).await?;
                let prepared = self.prepare(resolved, &reached, Some(run)).await?;
                Ok((reached, prepared))
            };
            match ready.await {
                Err(halt) if is_away(&halt) && begun.elapsed() < PATIENCE => tokio::time::sleep(AGAIN).await,
                other => return other,
            }
        }
    }

    /// Ends a run of which a step could not be begun.
    async fn broken_off(&self, run: &Run, reason: serde_json::Value) -> Result<(), Halt> {
        let end = RunEnd { outcome: RunOutcome::Failed, failure: Some(reason.clone()) };
        self.shared.store.end_run(&self.shared.scope, self.claim, run.id, end).await?;
        Err(Halt::Failed(reason))
    }

    /// What another process of the cluster may have been given is not submitted to this one. It may even be done: then the
    /// run is over, or waits for its next step.
    pub(super) async fn not_repeated(&self, run: &Run) -> Result<(), Halt> {
        if self.remembered(run).await? != RunOutcome::Finished {
            return Err(Halt::failed(NOT_REPEATED, []));
        }
        let seen = ObservedJob { job: run.flink_job_id, state: JobStatus::Finished.as_str().to_owned() };
        self.shared.store.observe_run(&self.shared.scope, run.cluster_id, &seen).await?;
        Err(Halt::Done)
    }
}

impl Resolved {
    /// Whether it ends by itself.
    pub(super) fn is_batch(&self) -> bool {
        let mode = match &self.work {
            Work::Sql(work) => work.program.mode,
            Work::Jar(_) => self.job.settings.mode,
        };
        mode == RuntimeMode::Batch
    }

    /// Which step is submitted, from 1.
    pub(super) fn step_number(&self) -> i64 {
        match &self.work {
            Work::Sql(work) => work.index as i64 + 1,
            Work::Jar(_) => 1,
        }
    }

    /// The steps of the run that begins with this, if there are several, each with an id of its own for Flink.
    pub(super) fn steps(&self, taken_from: Option<RunId>) -> Option<NewSteps> {
        let Work::Sql(work) = &self.work else { return None };
        if work.program.steps.len() < 2 {
            return None;
        }
        let positions = Positions::new(&work.text);
        let step = |step: &ProgramStep| {
            let range = step.ranges.first().cloned().unwrap_or_default();
            let line = positions.position(range.start).line as i64;
            let statement = self.masked(&work.text[range]);
            let statement = statement.lines().next().unwrap_or_default().trim_end();
            let statement = statement.chars().take(SHOWN).collect();
            NewStep { flink_job_id: FlinkJobId::from_bytes(rand::random()), line, statement }
        };
        Some(NewSteps { all: work.program.steps.iter().map(step).collect(), first: self.step_number(), taken_from })
    }

    fn without_secrets(&self, halt: Halt) -> Halt {
        halt.with_texts(|text| self.masked(text))
    }
}

/// What Flink shall call the job with which a run begins.
pub(super) fn first_job(steps: Option<&NewSteps>) -> FlinkJobId {
    let first = steps.and_then(|steps| steps.all.get(usize::try_from(steps.first - 1).ok()?));
    first.map_or_else(|| FlinkJobId::from_bytes(rand::random()), |step| step.flink_job_id)
}

/// How a run ended that was cancelled: not finished with one of several steps, nor not begun with a later one.
pub(super) fn cancelled_as(run: &Run, outcome: RunOutcome) -> RunOutcome {
    match (run.at_step(), outcome) {
        (Some(step), RunOutcome::Finished) if !step.is_last() => RunOutcome::Cancelled,
        (Some(step), RunOutcome::NotStarted) if step.number > 1 => RunOutcome::Cancelled,
        _ => outcome,
    }
}

/// Whether an act halted because its cluster could not be asked.
fn is_away(halt: &Halt) -> bool {
    let reason = halt.reason();
    let code = reason.as_ref().and_then(|reason| reason["code"].as_str());
    matches!(code, Some("unreachable" | "engine_not_running"))
}

/// Writes down why steps failed that a cluster shows as failed, and has those begun for which runs wait.
pub(crate) fn advance<'a>(
    shared: &'a Shared,
    cluster: (SessionClusterId, &'a RestReader),
    runs: &'a [WatchedRun],
    seen: &'a [ObservedJob],
) -> BoxFuture<'a, ()> {
    Box::pin(advanced(shared, cluster, runs, seen))
}

async fn advanced(
    shared: &Shared,
    (cluster, reader): (SessionClusterId, &RestReader),
    runs: &[WatchedRun],
    seen: &[ObservedJob],
) {
    let in_steps = runs.iter().filter(|run| run.step.is_some());
    let failed = in_steps.clone().filter(|run| {
        let is_it = |seen: &&ObservedJob| seen.job == run.flink_job_id;
        seen.iter().find(is_it).is_some_and(|seen| seen.state == JobStatus::Failed.as_str())
    });
    for run in failed {
        if let Err(error) = explain(shared, reader, run).await {
            tracing::warn!(%error, run = %run.id, "why a step failed could not be recorded");
        }
    }
    if in_steps.count() > 0
        && let Err(error) = shared.store.advance_runs(&shared.scope, cluster).await
    {
        tracing::warn!(%error, %cluster, "runs could not go on with their next steps");
    }
}

async fn explain(shared: &Shared, reader: &RestReader, run: &WatchedRun) -> store::Result<()> {
    let Some(job) = run.job_id else { return Ok(()) };
    let root = match reader.exceptions(run.flink_job_id, 1).await {
        Ok(exceptions) => exceptions.root().map(|root| root.failure().root_cause),
        Err(error) => {
            tracing::debug!(%error, run = %run.id, "why a step failed could not be asked for");
            None
        }
    };
    let project = shared.store.job_of_any(&shared.scope, job).await?.project_id;
    let said = Masking::of(shared, project).await?.text(&root.unwrap_or_default());
    let reason = json!({ "code": "job_failed", "params": { "said": said } });
    shared.store.note_step_failure(&shared.scope, (run.id, run.flink_job_id), &reason).await
}
