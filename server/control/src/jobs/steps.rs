//! Whoever carries out one operation on a job.

use super::Halt;
use crate::{engines::Reached, shared::Shared};
use engine::rest::TriggerId;
use model::{Id, JobId};
use serde_json::json;
use std::{sync::Arc, time::Duration};
use store::{Job, OperationClaim, Run};
use tokio::time::Instant;

/// Between two looks at what is under way.
pub(super) const PAUSE: Duration = Duration::from_millis(250);
/// How long a cluster that does not answer is asked again within an act.
const PATIENCE: Duration = Duration::from_secs(60);

/// What Flink is asked to do for an operation; an id is for one act alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// A savepoint, or a stop with one.
    Savepoint,
    /// The checkpoint that was asked for.
    Checkpoint,
    /// The one by which a run shows that it is up; the number goes up with each that failed.
    FirstCheckpoint(u8),
}

impl Act {
    fn number(self) -> u8 {
        match self {
            Self::Savepoint => 0,
            Self::Checkpoint => 1,
            Self::FirstCheckpoint(tried) => 2 + tried,
        }
    }
}

/// Whoever carries out one operation on a job.
#[derive(Debug)]
pub(super) struct Carrier<'a> {
    pub(super) shared: &'a Arc<Shared>,
    pub(super) claim: &'a OperationClaim,
}

impl<'a> Carrier<'a> {
    pub(super) fn new(shared: &'a Arc<Shared>, claim: &'a OperationClaim) -> Self {
        Self { shared, claim }
    }

    /// The job it is about.
    pub(super) async fn job(&self) -> Result<Job, Halt> {
        let id: JobId = self.claim.operation.object_id.parse().map_err(|_| Halt::failed("gone", []))?;
        Ok(self.shared.store.job_of_any(&self.shared.scope, id).await?)
    }

    /// The newest run. Seen to be over by now, it may have been ended by a carrier that was lost since.
    pub(super) async fn newest_run(&self) -> Result<Run, Halt> {
        let newest = self.shared.store.newest_runs(&self.shared.scope, &self.job().await?, 1).await?;
        newest.into_iter().next().ok_or_else(|| Halt::failed("no_run", []))
    }

    /// The run that goes on, as far as is known.
    pub(super) async fn open_run(&self) -> Result<Option<Run>, Halt> {
        let newest = self.shared.store.newest_runs(&self.shared.scope, &self.job().await?, 1).await?;
        Ok(newest.into_iter().next().filter(|run| run.ended_at.is_none()))
    }

    /// The newest run that this operation did not begin.
    pub(super) async fn run_before(&self) -> Result<Option<Run>, Halt> {
        /// One operation begins at most two.
        const MOST: i64 = 3;
        let newest = self.shared.store.newest_runs(&self.shared.scope, &self.job().await?, MOST).await?;
        Ok(newest.into_iter().find(|run| run.operation_id != Some(self.claim.operation.id)))
    }

    /// By which Flink knows an act of this operation again that it was asked for before.
    pub(super) fn trigger(&self, act: Act) -> TriggerId {
        let mut bytes = self.claim.operation.id.uuid().into_bytes();
        bytes[15] ^= act.number();
        TriggerId::from_bytes(bytes)
    }

    /// Does a step, and records when it began, ended, and why it failed.
    pub(super) async fn step<T>(
        &self,
        name: &str,
        work: impl Future<Output = Result<T, Halt>> + Send,
    ) -> Result<T, Halt> {
        let (store, scope) = (&self.shared.store, &self.shared.scope);
        store.begin_step(scope, self.claim, name).await?;
        let done = work.await;
        // What the engine said may name what must not be read; it stands, without that, in the record of the operation.
        let failure = done.as_ref().err().and_then(Halt::reason).map(|reason| json!({ "code": reason["code"] }));
        if !matches!(done, Err(Halt::Left)) {
            store.end_step(scope, self.claim, name, failure).await?;
        }
        done
    }

    /// The cluster of a run or job, once it can be asked.
    pub(super) async fn reach(&self, cluster: model::SessionClusterId) -> Result<Reached, Halt> {
        Ok(self.shared.engines.reach(cluster).await?)
    }
}

/// Asks again while there is no answer, for a minute.
pub(super) async fn answer<T, F: Future<Output = Result<T, engine::Error>>>(
    ask: impl Fn() -> F,
) -> Result<T, engine::Error> {
    answer_within(PATIENCE, ask).await
}

/// Asks again while there is no answer, for so long.
pub(super) async fn answer_within<T, F: Future<Output = Result<T, engine::Error>>>(
    patience: Duration,
    ask: impl Fn() -> F,
) -> Result<T, engine::Error> {
    let begun = Instant::now();
    loop {
        match ask().await {
            Err(error) if error.is_transient() && begun.elapsed() < patience => tokio::time::sleep(PAUSE).await,
            other => return other,
        }
    }
}
