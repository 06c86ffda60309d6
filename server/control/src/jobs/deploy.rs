//! Submitting a job, once.

use super::{
    Halt,
    resolve::Resolved,
    steps::{Carrier, PAUSE},
};
use crate::{engines::Reached, operations};
use engine::rest::JobDetail;
use model::{
    RunOutcome,
    flink::{FlinkJobId, JobStatus},
};
use serde_json::Value;
use std::time::Duration;
use store::{Run, RunEnd};
use tokio::time::Instant;

/// How long the engine of this host may take to start; its jars may have to be fetched first.
const ENGINE: Duration = Duration::from_secs(45 * 60);
/// How long workers may take to come back after one was lost.
const WORKERS: Duration = Duration::from_secs(20);
/// How long a job that was taken may need until all its tasks run.
const START: Duration = Duration::from_secs(180);

impl Carrier<'_> {
    /// Resolves the job, submits it and waits until all of it runs.
    pub(super) async fn deploy(&self) -> Result<(), Halt> {
        let resolved = self.step("check", self.resolve()).await?;
        let done = self.submit_and_wait(&resolved).await;
        done.map_err(|halt| halt.with_texts(|text| resolved.masked(text)))
    }

    async fn submit_and_wait(&self, resolved: &Resolved) -> Result<(), Halt> {
        let (store, scope) = (&self.shared.store, &self.shared.scope);
        if !self.was_submitted(resolved).await? {
            self.step("cluster", self.room(resolved)).await?;
        }
        let run = store.begin_run(scope, self.claim, resolved.job.id, resolved.new_run()).await?;
        let reached = self.started_cluster(resolved).await?;
        // A carrier that was lost since may have submitted it.
        let submitted = match self.is_known(&reached, run.flink_job_id).await {
            Ok(true) => Ok(()),
            Ok(false) => self.submit(resolved, &run, &reached).await,
            Err(halt) => Err(halt),
        };
        match submitted {
            Ok(()) => {}
            Err(Halt::Failed(reason)) => return self.ended(&run, RunOutcome::NotStarted, reason, resolved).await,
            Err(halt) => return self.doubted(&run, halt).await,
        }
        match self.step("start", self.starts(&reached, run.flink_job_id)).await {
            Err(Halt::Failed(reason)) => self.ended(&run, RunOutcome::Failed, reason, resolved).await,
            Err(halt) => self.doubted(&run, halt).await,
            Ok(()) => Ok(()),
        }
    }

    /// True when a carrier that was lost since began the run: the room it takes is its own.
    async fn was_submitted(&self, resolved: &Resolved) -> Result<bool, Halt> {
        let run = self.shared.store.newest_run(&self.shared.scope, &resolved.job).await?;
        Ok(run.is_some_and(|run| run.operation_id == Some(self.claim.operation.id)))
    }

    /// A cluster that runs, takes scripts and has room for the job.
    async fn room(&self, resolved: &Resolved) -> Result<(), Halt> {
        let reached = self.started_cluster(resolved).await?;
        if resolved.needs_gateway() {
            reached.gateway()?;
        }
        let rest = reached.rest();
        let begun = Instant::now();
        loop {
            let overview = self.answer(|| rest.reader().overview()).await.map_err(|error| Halt::engine(&error))?;
            let (needed, free) = (resolved.parallelism, overview.slots_available);
            // Workers that were lost a moment ago come back; and where there are none, they may be made when they are needed.
            let is_whole = overview.slots_total >= needed;
            let is_over = begun.elapsed() > WORKERS;
            match () {
                () if free >= needed || is_over && overview.taskmanagers == 0 => return Ok(()),
                () if is_whole || is_over => {
                    return Err(Halt::failed("no_slots", [("needed", needed.into()), ("free", free.into())]));
                }
                () => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    /// The cluster; the engine of this host is started if need be.
    async fn started_cluster(&self, resolved: &Resolved) -> Result<Reached, Halt> {
        let cluster = resolved.job.cluster_id;
        let begun = Instant::now();
        loop {
            match self.shared.engines.reach(cluster).await {
                // One of its processes may end, and be started again, at any time.
                Err(crate::Error::NotRunning) if begun.elapsed() < ENGINE => {
                    if operations::started(self.shared, cluster).await?.is_err() {
                        return Err(Halt::failed("engine_not_running", []));
                    }
                    tokio::time::sleep(PAUSE).await;
                }
                reached => return Ok(reached?),
            }
        }
    }

    /// True when the JobManager knows the job.
    pub(super) async fn is_known(&self, reached: &Reached, job: FlinkJobId) -> Result<bool, Halt> {
        let rest = reached.rest();
        match self.answer(|| rest.reader().job_status(job)).await {
            Ok(_) => Ok(true),
            Err(engine::Error::NotFound(_)) => Ok(false),
            Err(error) => Err(Halt::silent(&error)),
        }
    }

    /// Waits until all tasks run, or the job is over.
    async fn starts(&self, reached: &Reached, job: FlinkJobId) -> Result<(), Halt> {
        let rest = reached.rest();
        let begun = Instant::now();
        loop {
            match self.answer(|| rest.reader().job(job)).await {
                Ok(detail) if detail.state == JobStatus::Failed => return Err(self.failure(reached, job).await),
                Ok(detail) if runs(&detail) || detail.state.is_terminal() => return Ok(()),
                Ok(_) => {}
                // It was taken a moment ago.
                Err(engine::Error::NotFound(_)) if begun.elapsed() < Duration::from_secs(10) => {}
                Err(error) => return Err(Halt::silent(&error)),
            }
            if begun.elapsed() > START {
                // It would begin some time later, when nobody expects it any more.
                if let Err(error) = rest.cancel_job(job).await {
                    tracing::warn!(%error, %job, "a job that did not start in time could not be cancelled");
                }
                return Err(Halt::failed("start_timeout", [("seconds", START.as_secs().into())]));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// What the job failed for, as the engine says it.
    async fn failure(&self, reached: &Reached, job: FlinkJobId) -> Halt {
        let exceptions = reached.rest().reader().exceptions(job, 1).await;
        let root = exceptions.ok().and_then(|all| all.root().map(|root| root.failure().root_cause));
        Halt::failed("job_failed", [("said", root.unwrap_or_default().into())])
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

/// True when all tasks of the job run, or ended already.
fn runs(detail: &JobDetail) -> bool {
    let is_up = |state: &str| matches!(state, "RUNNING" | "FINISHED");
    detail.state == JobStatus::Running
        && !detail.vertices.is_empty()
        && detail.vertices.iter().all(|vertex| is_up(&vertex.status))
}
