//! A cluster that a job can be brought to.

use super::{
    Halt,
    resolve::Resolved,
    steps::{Carrier, PAUSE, answer},
};
use crate::{engines::Reached, operations};
use std::time::Duration;
use tokio::time::Instant;

/// How long the engine of this host may take to start; its jars may have to be fetched first.
const ENGINE: Duration = Duration::from_secs(45 * 60);
/// How long workers may take to come back after one was lost.
const WORKERS: Duration = Duration::from_secs(20);

impl Carrier<'_> {
    /// A cluster that runs, takes scripts and has room for the job; `held` are slots that become free before it starts.
    pub(super) async fn room(&self, resolved: &Resolved, held: u32) -> Result<(), Halt> {
        let reached = self.started_cluster(resolved).await?;
        if resolved.needs_gateway() {
            reached.gateway()?;
        }
        let rest = reached.rest();
        let begun = Instant::now();
        loop {
            let overview = answer(|| rest.reader().overview()).await.map_err(|error| Halt::engine(&error))?;
            let (needed, free) = (resolved.parallelism, overview.slots_available + held);
            // Workers that were lost a moment ago come back; and where there are none, they may be made when they are needed.
            let is_whole = overview.slots_total >= needed;
            let is_over = begun.elapsed() > WORKERS;
            match () {
                () if free >= needed || is_over && overview.taskmanagers == 0 => return Ok(()),
                () if is_whole || is_over => {
                    let (names, others) = self.holders(resolved, &reached).await;
                    let params = [
                        ("needed", needed.into()),
                        ("free", free.into()),
                        ("held_by", names.into()),
                        ("others", others.into()),
                    ];
                    return Err(Halt::failed("no_slots", params));
                }
                () => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    /// What runs on the cluster, as far as it can be asked: the names of what is the project's, and how much else there is.
    /// What others run there is not the project's to know.
    async fn holders(&self, resolved: &Resolved, reached: &Reached) -> (Vec<String>, usize) {
        let Ok(jobs) = reached.rest().reader().jobs().await else { return Default::default() };
        let (store, scope) = (&self.shared.store, &self.shared.scope);
        let (project, cluster) = (resolved.job.project_id, resolved.job.cluster_id);
        let ours = store.names_of_runs(scope, project, cluster).await.unwrap_or_default();
        let running = || jobs.iter().filter(|job| !job.state.is_terminal());
        let mut names: Vec<String> = running().filter_map(|job| ours.get(&job.jid).cloned()).collect();
        names.sort_unstable();
        let others = running().count() - names.len();
        (names, others)
    }

    /// The cluster; the engine of this host is started if need be.
    pub(super) async fn started_cluster(&self, resolved: &Resolved) -> Result<Reached, Halt> {
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
                reached => return self.admitted(reached?).await,
            }
        }
    }

    /// The cluster, if who asked for this may use it. What the server does by itself was permitted to somebody before.
    async fn admitted(&self, reached: Reached) -> Result<Reached, Halt> {
        match self.claim.operation.requested_by {
            Some(user) if !reached.admits(&self.shared.store, user).await? => Err(Halt::failed("unconfined", [])),
            _ => Ok(reached),
        }
    }
}
