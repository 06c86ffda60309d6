//! The state that a run goes on from: where it lies, and whether it is that of the same operators.

use super::{Halt, resolve::Resolved, steps::Carrier};
use model::flink::changed_operators;
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
                let all = store.snapshots_of_any(scope, job).await?;
                let picked = all.into_iter().find(|snapshot| snapshot.id == id);
                let picked = picked.ok_or_else(|| Halt::failed("snapshot_gone", []))?;
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
        let on_disk = kept.map(|kept| (kept.completed_at, kept.path));
        let known = known.map(|state| (state.completed_at.timestamp_millis(), state.path));
        Ok(on_disk.into_iter().chain(known).max_by_key(|(at, _)| *at).map(|(_, path)| path))
    }
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
