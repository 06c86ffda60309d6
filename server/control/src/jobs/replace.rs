//! One run in the place of another: a restart, an upgrade, a roll back, and a job whose engine died.
//!
//! Whatever can be found wrong is found before the old run is stopped. When the new one does not come up, the old one is
//! started again from the savepoint with which it was stopped.

use super::{
    Halt,
    resolve::{Definition, Resolved},
    start::Beginning,
    state::Origin,
    steps::Carrier,
};
use model::RunOutcome;
use serde_json::Value;
use store::{BegunRuns, DeployFrom, JobOrder, JobStart, Run, RunAttempt};

impl Carrier<'_> {
    /// Ends the run that goes on with a savepoint, if one does, and starts the one that was asked for.
    pub(super) async fn replace(&self, order: JobOrder) -> Result<(), Halt> {
        let begun = self.shared.store.runs_of_operation(&self.shared.scope, self.claim).await?;
        let old = self.run_before().await?.ok_or_else(|| Halt::failed("no_run", []))?;
        if begun.fallback.is_some() {
            // A carrier that was lost since was on the way back already.
            let reason = begun.asked.and_then(|run| run.failure).unwrap_or_default();
            return self.fall_back(&old, reason).await;
        }
        let picked = match order {
            JobOrder::RollBack { run, .. } => {
                self.shared.store.run_of_any(&self.shared.scope, &self.job().await?, run).await?
            }
            _ => old.clone(),
        };
        let definition = match order {
            JobOrder::Upgrade(_) => Definition::Now,
            _ => Definition::As(&picked),
        };
        let start = order.start().unwrap_or(DeployFrom::Latest.into());
        let resolved = self.step("check", self.resolve(definition)).await?;
        let done = self.replace_by(&resolved, (start, order), (&old, begun)).await;
        done.map_err(|halt| halt.with_texts(|text| resolved.masked(text)))
    }

    async fn replace_by(
        &self,
        resolved: &Resolved,
        (start, order): (JobStart, JobOrder),
        (old, begun): (&Run, BegunRuns),
    ) -> Result<(), Halt> {
        let is_to_stop = begun.asked.is_none() && self.is_to_stop(old);
        if begun.asked.is_none() {
            let held = is_to_stop && old.cluster_id == resolved.job.cluster_id;
            let held = if held { parallelism(old) } else { 0 };
            self.step("cluster", self.room(resolved, held)).await?;
        }
        let reached = self.started_cluster(resolved).await?;
        let prepared = self.prepare(resolved, &reached, begun.asked.as_ref()).await?;
        let done = async {
            let mut path = None;
            if begun.asked.is_none() {
                // Of what is to be stopped the state is not made yet, but it is known who makes it.
                let origin = match start.from {
                    DeployFrom::Latest if is_to_stop => Origin { path: None, made_by: Some(old.clone()) },
                    // Begun with nothing, and dead before its first checkpoint: there is nothing to lose.
                    DeployFrom::Latest if order == JobOrder::Recover && self.newest_state(old).await?.is_none() => {
                        Origin::default()
                    }
                    from => self.origin(&resolved.job, from, Some(old)).await?,
                };
                if !matches!(order, JobOrder::Restart | JobOrder::Recover) {
                    resolved.must_fit(start, origin.made_by.as_ref(), &prepared.operators)?;
                }
                path = origin.path;
                if is_to_stop {
                    let savepoint = self.end_with_savepoint(old, false).await?;
                    if start.from == DeployFrom::Latest {
                        path = Some(savepoint);
                    }
                }
            }
            let beginning = Beginning {
                attempt: RunAttempt::Asked,
                path,
                drops_unclaimed: start.drops_unclaimed,
                must_checkpoint: order != JobOrder::Recover,
                taken_from: None,
            };
            self.bring_up((resolved, &prepared), beginning, &reached).await
        }
        .await;
        prepared.close().await;
        match done {
            Err(Halt::Failed(reason)) if self.was_stopped_here(old).await? => self.fall_back(old, reason).await,
            done => done,
        }
    }

    /// Whether the old run goes on, or was seen to end while this operation, then carried out by another, stopped it.
    fn is_to_stop(&self, old: &Run) -> bool {
        match old.ended_at {
            None => true,
            Some(at) => at >= self.claim.operation.requested_at && old.outcome == Some(RunOutcome::Finished),
        }
    }

    async fn was_stopped_here(&self, old: &Run) -> Result<bool, Halt> {
        let old = self.shared.store.run_of_any(&self.shared.scope, &self.job().await?, old.id).await?;
        let is_ours = old.ended_at.is_some_and(|at| at >= self.claim.operation.requested_at);
        Ok(is_ours && old.outcome == Some(RunOutcome::Stopped))
    }

    /// Starts the old run again, from the savepoint with which it was stopped.
    async fn fall_back(&self, old: &Run, reason: Value) -> Result<(), Halt> {
        let back = self.step("roll_back", self.started_again(old)).await;
        let version = old.resolved.as_ref().map(|resolved| resolved["version"].clone()).unwrap_or_default();
        match back {
            Ok(()) => Err(Halt::failed("rolled_back", [("reason", reason), ("version", version)])),
            Err(Halt::Failed(then)) => Err(Halt::failed("fallback_failed", [("reason", reason), ("then", then)])),
            Err(halt) => Err(halt),
        }
    }

    async fn started_again(&self, old: &Run) -> Result<(), Halt> {
        let resolved = self.resolve(Definition::As(old)).await?;
        let done = async {
            let reached = self.started_cluster(&resolved).await?;
            let prepared = self.prepare(&resolved, &reached, None).await?;
            let beginning = Beginning {
                attempt: RunAttempt::Fallback,
                path: self.newest_state(old).await?,
                drops_unclaimed: false,
                must_checkpoint: false,
                taken_from: None,
            };
            let up = self.bring_up((&resolved, &prepared), beginning, &reached).await;
            prepared.close().await;
            up
        }
        .await;
        done.map_err(|halt| halt.with_texts(|text| resolved.masked(text)))
    }
}

fn parallelism(run: &Run) -> u32 {
    let parallelism = run.resolved.as_ref().and_then(|resolved| resolved["parallelism"].as_u64());
    parallelism.and_then(|count| u32::try_from(count).ok()).unwrap_or(1)
}
