//! Submitting a job of which nothing runs.

use super::{
    Halt,
    resolve::{Definition, Resolved},
    start::Beginning,
    steps::Carrier,
};
use store::{JobStart, RunAttempt};

impl Carrier<'_> {
    /// Resolves the job, submits it and waits until all of it runs.
    pub(super) async fn deploy(&self, start: JobStart) -> Result<(), Halt> {
        let resolved = self.step("check", self.resolve(Definition::Now)).await?;
        let done = self.deploy_resolved(&resolved, start).await;
        done.map_err(|halt| halt.with_texts(|text| resolved.masked(text)))
    }

    async fn deploy_resolved(&self, resolved: &Resolved, start: JobStart) -> Result<(), Halt> {
        // A carrier that was lost since may have begun the run: then the room that is taken is its own.
        let begun = self.shared.store.runs_of_operation(&self.shared.scope, self.claim).await?.asked;
        let origin = match &begun {
            Some(_) => None,
            None => Some(self.origin(&resolved.job, start.from, self.run_before().await?.as_ref()).await?),
        };
        if begun.is_none() {
            self.step("cluster", self.room(resolved, 0)).await?;
        }
        let reached = self.started_cluster(resolved).await?;
        let prepared = self.prepare(resolved, &reached, begun.as_ref()).await?;
        let done = async {
            if let Some(origin) = &origin {
                resolved.must_fit(start, origin.made_by.as_ref(), &prepared.operators)?;
            }
            self.foresee(resolved, &prepared).await?;
            let beginning = Beginning {
                attempt: RunAttempt::Asked,
                path: origin.and_then(|origin| origin.path),
                drops_unclaimed: start.drops_unclaimed,
                must_checkpoint: false,
                taken_from: None,
            };
            self.bring_up((resolved, &prepared), beginning, &reached).await
        }
        .await;
        prepared.close().await;
        done
    }
}
