//! The state that a run goes on from: where it lies, and whether it is that of the same operators.

use super::{Halt, resolve::Resolved, steps::Carrier};
use crate::engines::Local;
use engine::local::KeptState;
use model::flink::{FlinkJobId, changed_operators};
use serde_json::json;
use store::{DeployFrom, Job, JobStart, Run};

/// State that a run is to go on from, with the run that made it.
#[derive(Debug, Default)]
pub(super) struct Origin {
    /// Where it lies; `None` for empty state.
    pub(super) path: Option<String>,
    /// Whose it is, if that is known.
    pub(super) made_by: Option<Run>,
}

impl Carrier<'_> {
    /// The state that was asked for; `before` is the newest run, as far as it is not of this operation.
    pub(super) async fn origin(&self, job: &Job, from: DeployFrom, before: Option<&Run>) -> Result<Origin, Halt> {
        let (store, scope) = (&self.shared.store, &self.shared.scope);
        match from {
            DeployFrom::Empty => Ok(Origin::default()),
            DeployFrom::Snapshot(id) => {
                let picked = match store.snapshot_of_any(scope, job, id).await {
                    Err(store::Error::Missing) => return Err(Halt::failed("snapshot_gone", [])),
                    picked => picked?,
                };
                let made_by = store.run_of_any(scope, job, picked.run_id).await.ok();
                Ok(Origin { path: Some(picked.path), made_by })
            }
            DeployFrom::Latest => {
                let run = before.ok_or_else(|| Halt::failed("no_state", []))?;
                let path = self.newest_state(run).await?.ok_or_else(|| Halt::failed("no_state", []))?;
                Ok(Origin { path: Some(path), made_by: Some(run.clone()) })
            }
        }
    }

    /// The newest state of a run: what the store knows, or what lies on this host's disk and is newer.
    pub(super) async fn newest_state(&self, run: &Run) -> Result<Option<String>, Halt> {
        let known = self.shared.store.state_of_run(&self.shared.scope, run).await?;
        let Some(local) = self.shared.engines.local_of(run.cluster_id) else {
            return Ok(known.map(|state| state.path));
        };
        let kept = local.engine.newest_checkpoint(run.flink_job_id).await.map_err(crate::Error::from)?;
        let saved = self.savepoints_on_disk(local, run).await?;
        let on_disk = kept.into_iter().chain(saved).map(|kept| (kept.completed_at, kept.path));
        let known = known.map(|state| (state.completed_at.timestamp_millis(), state.path));
        Ok(on_disk.chain(known).max_by_key(|(at, _)| *at).map(|(_, path)| path))
    }

    /// Savepoints of a run that operations made, recorded or not: with one that was to end the run, what was written up to
    /// there stands, however the operation ended.
    async fn savepoints_on_disk(&self, local: &Local, run: &Run) -> Result<Vec<KeptState>, Halt> {
        let Some(job) = run.job_id else { return Ok(Vec::new()) };
        let mut saved = Vec::new();
        for operation in self.shared.store.operations_since(&self.shared.scope, job, run.started_at).await? {
            let kept = local.engine.newest_savepoint(&operation.to_string()).await.map_err(crate::Error::from)?;
            saved.extend(kept.filter(|kept| is_of(&kept.path, run.flink_job_id)));
        }
        Ok(saved)
    }
}

/// Flink begins the name of a savepoint with that of its job.
fn is_of(savepoint: &str, job: FlinkJobId) -> bool {
    /// So many characters of it.
    const TOLD: usize = 6;
    let name = savepoint.rsplit('/').next().unwrap_or_default();
    name.strip_prefix("savepoint-").is_some_and(|rest| rest.starts_with(&job.to_string()[..TOLD]))
}

impl Resolved {
    /// Refuses state that other operators made than those that would take it up, unless somebody accepted that: Flink itself
    /// may not notice.
    pub(super) fn must_fit(&self, start: JobStart, made_by: Option<&Run>, operators: &[String]) -> Result<(), Halt> {
        let before = made_by.and_then(|run| run.resolved.as_ref()).map(|resolved| &resolved["operators"]);
        let before: Option<Vec<String>> = before.and_then(|before| serde_json::from_value(before.clone()).ok());
        let Some(before) = before.filter(|_| !start.accepts_changes) else { return Ok(()) };
        let after: Vec<String> = operators.iter().map(|operator| self.masked(operator)).collect();
        let changes = changed_operators(&before, &after);
        if changes.is_empty() { Ok(()) } else { Err(Halt::failed("state_differs", [("changes", json!(changes))])) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_savepoint_is_told_to_be_that_of_a_job_by_its_name() {
        let job: FlinkJobId = "506d357689de20d19650e2a6932f7121".parse().unwrap();
        assert!(is_of("file:///data/savepoints/01a2/savepoint-506d35-4c0ca90d2bc2", job));
        assert!(!is_of("file:///data/savepoints/01a2/savepoint-8015e4-4c0ca90d2bc2", job));
        assert!(!is_of("file:///data/checkpoints/506d357689de20d19650e2a6932f7121/chk-24", job));
    }
}
