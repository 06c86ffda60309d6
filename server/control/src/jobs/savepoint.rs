//! Savepoints, and a stop with one.

use super::{
    Halt,
    steps::{Act, Carrier, PAUSE},
};
use crate::engines::Reached;
use engine::rest::{NewSavepoint, SavepointFormat, StopJob, TriggerStatus};
use model::{RunOutcome, SnapshotKind, flink::JobStatus};
use std::time::Duration;
use store::{NewSnapshot, Run, RunEnd};
use tokio::time::Instant;

/// How long a job may take to end once its savepoint is there.
const END: Duration = Duration::from_secs(120);

impl Carrier<'_> {
    /// Takes a savepoint; the job goes on.
    pub(super) async fn savepoint(&self) -> Result<(), Halt> {
        let run = self.newest_run().await?;
        let reached = self.reach(run.cluster_id).await?;
        let path = self.step("savepoint", self.taken(&reached, &run, None)).await?;
        self.keep(&run, path).await
    }

    /// Takes a savepoint and ends the job. When that fails, the job goes on as before. A batch job is cancelled.
    pub(super) async fn stop(&self, drain: bool) -> Result<(), Halt> {
        let run = self.newest_run().await?;
        // What ends by itself has no state to keep.
        match run.resolved.as_ref().is_some_and(|resolved| resolved["mode"] == "batch") {
            true => self.cancel().await,
            false => self.end_with_savepoint(&run, drain).await.map(drop),
        }
    }

    /// Takes a savepoint of a run and ends it; says where the savepoint lies.
    pub(super) async fn end_with_savepoint(&self, run: &Run, drain: bool) -> Result<String, Halt> {
        let reached = self.reach(run.cluster_id).await?;
        let path = match self.step("savepoint", self.taken(&reached, run, Some(drain))).await {
            Err(Halt::Failed(reason)) => {
                self.goes_on(&reached, run).await?;
                return Err(Halt::Failed(reason));
            }
            taken => taken?,
        };
        self.keep(run, path.clone()).await?;
        self.step("stop", self.over(&reached, run)).await?;
        let end = RunEnd { outcome: RunOutcome::Stopped, failure: None };
        self.shared.store.end_run(&self.shared.scope, self.claim, run.id, end).await?;
        Ok(path)
    }

    /// Makes sure that a run goes on whose savepoint failed: it may fail over first.
    async fn goes_on(&self, reached: &Reached, run: &Run) -> Result<(), Halt> {
        let rest = reached.rest();
        let begun = Instant::now();
        loop {
            match self.answer(|| rest.reader().job_status(run.flink_job_id)).await {
                Ok(JobStatus::Running) => return Ok(()),
                Ok(state) if !state.is_terminal() && begun.elapsed() < END => {}
                Ok(state) => {
                    return Err(Halt::failed("savepoint_failed_not_running", [("state", state.as_str().into())]));
                }
                Err(engine::Error::NotFound(_)) => return Err(Halt::failed("job_not_known", [])),
                Err(error) => return Err(Halt::silent(&error)),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Asks for a savepoint under the operation's own id, and waits for it; with `drain` given, as a part of a stop.
    async fn taken(&self, reached: &Reached, run: &Run, drain: Option<bool>) -> Result<String, Halt> {
        let (rest, job) = (reached.rest(), run.flink_job_id);
        let operation = self.claim.operation.id;
        let trigger = self.trigger(Act::Savepoint);
        let local = self.shared.engines.local_of(run.cluster_id);
        let folder = local.map(|local| local.engine.savepoint_directory(&operation.to_string()));
        loop {
            match self.answer(|| rest.reader().savepoint_status(job, trigger)).await {
                Ok(TriggerStatus::InProgress) => {}
                Ok(TriggerStatus::Completed(path)) => return Ok(path),
                Ok(TriggerStatus::Failed { cause }) => {
                    return Err(Halt::failed("savepoint_failed", [("said", cause.root_cause.clone().into())]));
                }
                Err(engine::Error::NotFound(_)) => {
                    // Not asked for yet, or the JobManager that knew of it is gone: then it may lie on disk.
                    if let Some(path) = self.on_disk(run).await? {
                        return Ok(path);
                    }
                    let (target_directory, format) = (folder.clone(), SavepointFormat::Canonical);
                    let asked = match drain {
                        Some(drain) => {
                            let stop = StopJob { trigger, target_directory, drain, format };
                            self.answer(|| rest.stop_job(job, &stop)).await
                        }
                        None => {
                            let new = NewSavepoint { trigger, target_directory, format };
                            self.answer(|| rest.trigger_savepoint(job, &new)).await
                        }
                    };
                    asked.map_err(|error| not_taken(&error))?;
                }
                Err(error) => return Err(Halt::engine(&error)),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn on_disk(&self, run: &Run) -> Result<Option<String>, Halt> {
        let Some(local) = self.shared.engines.local_of(run.cluster_id) else { return Ok(None) };
        let operation = self.claim.operation.id.to_string();
        let kept = local.engine.newest_savepoint(&operation).await.map_err(crate::Error::from)?;
        Ok(kept.map(|kept| kept.path))
    }

    async fn keep(&self, run: &Run, path: String) -> Result<(), Halt> {
        let new = NewSnapshot { kind: SnapshotKind::Savepoint, path, size: None };
        Ok(self.shared.store.record_snapshot(&self.shared.scope, self.claim, run, &new).await?)
    }

    /// Waits until the job is over.
    pub(super) async fn over(&self, reached: &Reached, run: &Run) -> Result<(), Halt> {
        let rest = reached.rest();
        let begun = Instant::now();
        loop {
            match self.answer(|| rest.reader().job_status(run.flink_job_id)).await {
                Ok(state) if state.is_terminal() => return Ok(()),
                Err(engine::Error::NotFound(_)) => return Ok(()),
                Ok(_) if begun.elapsed() > END => {
                    return Err(Halt::abandoned("not_over", [("seconds", END.as_secs().into())]));
                }
                Ok(_) => {}
                Err(error) => return Err(Halt::engine(&error)),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}

fn not_taken(error: &engine::Error) -> Halt {
    match error {
        engine::Error::NotFound(_) => Halt::failed("job_not_known", []),
        error => Halt::engine(error),
    }
}
