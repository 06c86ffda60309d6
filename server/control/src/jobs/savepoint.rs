//! Savepoints, and a stop with one.

use super::{
    Halt,
    steps::{Act, Carrier, PAUSE, answer},
};
use crate::engines::Reached;
use chrono::{DateTime, Utc};
use engine::rest::{NewSavepoint, SavepointFormat, StopJob, TriggerStatus};
use model::{RunOutcome, SnapshotKind, flink::JobStatus};
use std::time::Duration;
use store::{NewSnapshot, Run, RunEnd};
use tokio::time::Instant;

/// How long a job may take to end once its savepoint is there.
const END: Duration = Duration::from_secs(120);
/// What is listed of a job may be so old: the default of Flink's `web.refresh-interval` and a little.
pub(super) const LISTED: Duration = Duration::from_secs(4);

/// What is known of a savepoint that was just taken.
#[derive(Clone, Copy, Debug, Default)]
struct Measured {
    size: Option<i64>,
    /// It may be a while ago: a checkpoint that came since is newer.
    completed_at: Option<DateTime<Utc>>,
}

impl Measured {
    /// A size in bytes, and milliseconds since 1970.
    fn new(size: Option<u64>, completed_at: Option<i64>) -> Self {
        let size = size.and_then(|size| i64::try_from(size).ok());
        Self { size, completed_at: completed_at.and_then(DateTime::from_timestamp_millis) }
    }
}

impl Carrier<'_> {
    /// Takes a savepoint; the job goes on.
    pub(super) async fn savepoint(&self) -> Result<(), Halt> {
        let run = self.newest_run().await?;
        let reached = self.reach(run.cluster_id).await?;
        let path = self.step("savepoint", self.taken(&reached, &run, None)).await?;
        let measured = self.measured(&run, &path, LISTED).await;
        self.keep(&run, path, measured).await
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
        let measured = self.measured(run, &path, Duration::ZERO).await;
        let is_known = measured.size.is_some();
        self.keep(run, path.clone(), measured).await?;
        self.step("stop", self.over(&reached, run)).await?;
        if !is_known {
            let measured = self.measured(run, &path, LISTED).await;
            self.keep(run, path.clone(), measured).await?;
        }
        let end = RunEnd { outcome: RunOutcome::Stopped, failure: None };
        self.shared.store.end_run(&self.shared.scope, self.claim, run.id, end).await?;
        Ok(path)
    }

    /// Makes sure that a run goes on whose savepoint failed: it may fail over first.
    async fn goes_on(&self, reached: &Reached, run: &Run) -> Result<(), Halt> {
        let rest = reached.rest();
        let begun = Instant::now();
        loop {
            match answer(|| rest.reader().job_status(run.flink_job_id)).await {
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
            match answer(|| rest.reader().savepoint_status(job, trigger)).await {
                Ok(TriggerStatus::InProgress) => {}
                Ok(TriggerStatus::Completed(path)) => return Ok(path),
                Ok(TriggerStatus::Failed { cause }) => {
                    // It may be whole all the same, and what was written up to there stands: only the end was no clean one.
                    let made = self.on_disk(run).await?.or_else(|| created(&cause.trace)).filter(|_| drain.is_some());
                    let failed = || Halt::failed("savepoint_failed", [("said", cause.root_cause.clone().into())]);
                    return made.ok_or_else(failed);
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
                            answer(|| rest.stop_job(job, &stop)).await
                        }
                        None => {
                            let new = NewSavepoint { trigger, target_directory, format };
                            answer(|| rest.trigger_savepoint(job, &new)).await
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

    async fn keep(&self, run: &Run, path: String, measured: Measured) -> Result<(), Halt> {
        let Measured { size, completed_at } = measured;
        let new = NewSnapshot { kind: SnapshotKind::Savepoint, path, size, completed_at };
        Ok(self.shared.store.record_snapshot(&self.shared.scope, self.claim, run, &new).await?)
    }

    /// What there is to know of a savepoint: on this host its files are looked at, elsewhere the cluster is asked, which
    /// knows it a moment later.
    async fn measured(&self, run: &Run, path: &str, patience: Duration) -> Measured {
        if let Some(local) = self.shared.engines.local_of(run.cluster_id) {
            let kept = local.engine.newest_savepoint(&self.claim.operation.id.to_string()).await.ok().flatten();
            return kept.map(|kept| Measured::new(Some(kept.size), Some(kept.completed_at))).unwrap_or_default();
        }
        let Ok(reached) = self.reach(run.cluster_id).await else { return Measured::default() };
        let begun = Instant::now();
        loop {
            let Ok(checkpoints) = reached.rest().reader().checkpoints(run.flink_job_id).await else {
                return Measured::default();
            };
            let mut listed = checkpoints.history.iter().chain(&checkpoints.latest.savepoint);
            if let Some(taken) = listed.find(|one| one.external_path.as_deref() == Some(path)) {
                return Measured::new(taken.state_size, taken.latest_ack_timestamp);
            }
            if begun.elapsed() >= patience {
                return Measured::default();
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until the job is over.
    pub(super) async fn over(&self, reached: &Reached, run: &Run) -> Result<(), Halt> {
        let rest = reached.rest();
        let begun = Instant::now();
        loop {
            match answer(|| rest.reader().job_status(run.flink_job_id)).await {
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

/// The path of a savepoint that was made, although the job did not end as it should: Flink tells it, and does not start such a
/// job again.
fn created(trace: &str) -> Option<String> {
    let (_, rest) = trace.split_once("A savepoint has been created at: ")?;
    Some(rest.split_once(", but the corresponding job")?.0.to_owned())
}

fn not_taken(error: &engine::Error) -> Halt {
    match error {
        engine::Error::NotFound(_) => Halt::failed("job_not_known", []),
        error => Halt::engine(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_savepoint_that_was_made_before_the_job_failed_is_found_in_what_flink_says() {
        let said = "java.util.concurrent.CompletionException: x.StopWithSavepointStoppingException: A savepoint has been \
            created at: file:/data/savepoints/1/savepoint-506d35-4c0ca90d2bc2, but the corresponding job \
            506d357689de20d19650e2a6932f7121 failed during stopping.";
        assert_eq!(created(said).as_deref(), Some("file:/data/savepoints/1/savepoint-506d35-4c0ca90d2bc2"));
        assert_eq!(created("x.CheckpointException: Checkpoint expired before completing."), None);
    }
}
