//! On which cluster something is done to a job.

use super::{Job, JobOrder};
use crate::{
    NewOperation, Result,
    database::on_both,
    schema::{runs, session_clusters, snapshots},
    stored::Stored,
    transaction::Tx,
};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{ClusterKind, JobId, RunId, SessionClusterId, SnapshotId};

on_both! {
    impl Tx<'_, Conn> {
        /// The operation that does what is ordered to a job.
        pub(super) async fn operation_of(&mut self, order: &JobOrder, job: &Job) -> Result<NewOperation> {
            Ok(order.operation(job, self.place_of(order, job).await?))
        }

        /// Where the run is that is begun again, or that something is done to; else where the job is to run.
        pub(super) async fn goal_of(&mut self, order: &JobOrder, job: &Job) -> Result<SessionClusterId> {
            let run = match order {
                JobOrder::RollBack { run, .. } | JobOrder::Resume { run } => Some(*run),
                JobOrder::Deploy(_) | JobOrder::Upgrade(_) => None,
                _ => job.run_id,
            };
            Ok(self.cluster_of_run(run).await?.map_or(job.cluster_id, |(cluster, _)| cluster))
        }

        /// Of the clusters that an order has to do with, the one whose host alone can carry it out, or else the first.
        async fn place_of(&mut self, order: &JobOrder, job: &Job) -> Result<SessionClusterId> {
            let clusters = match order {
                JobOrder::DisposeSnapshot(snapshot) => self.clusters_of_snapshots(job.id, Some(*snapshot)).await?,
                JobOrder::Delete => {
                    let mut clusters = self.clusters_of_snapshots(job.id, None).await?;
                    clusters.extend(self.clusters_of_left_state(job.id).await?);
                    clusters
                }
                _ => {
                    // What runs is ended first.
                    let open = self.cluster_of_run(job.run_id).await?.filter(|(_, ended_at)| ended_at.is_none());
                    open.map(|(cluster, _)| cluster).into_iter().chain([self.goal_of(order, job).await?]).collect()
                }
            };
            let ids: Vec<Stored<SessionClusterId>> = clusters.iter().copied().map(Stored).collect();
            let local = session_clusters::kind.eq(Stored(ClusterKind::Local)).and(session_clusters::id.eq_any(ids));
            let local: Vec<Stored<SessionClusterId>> =
                session_clusters::table.filter(local).select(session_clusters::id).load(self.conn).await?;
            let of_host = clusters.iter().find(|cluster| local.iter().any(|Stored(local)| local == *cluster));
            Ok(of_host.or_else(|| clusters.as_slice().first()).copied().unwrap_or(job.cluster_id))
        }

        /// Where a run is or was, and when it was over.
        async fn cluster_of_run(&mut self, run: Option<RunId>) -> Result<Option<(SessionClusterId, Option<NaiveDateTime>)>> {
            let Some(run) = run else { return Ok(None) };
            let row = runs::table.find(Stored(run)).select((runs::cluster_id, runs::ended_at));
            let found: Option<(Stored<SessionClusterId>, Option<NaiveDateTime>)> = row.first(self.conn).await.optional()?;
            Ok(found.map(|(Stored(cluster), ended_at)| (cluster, ended_at)))
        }

        /// Where snapshots of a job were made that are still there, newest first: all, or one.
        async fn clusters_of_snapshots(
            &mut self,
            job: JobId,
            only: Option<SnapshotId>,
        ) -> Result<Vec<SessionClusterId>> {
            let mut there = snapshots::table
                .inner_join(runs::table.on(runs::id.eq(snapshots::run_id)))
                .filter(snapshots::job_id.eq(Stored(job)).and(snapshots::disposed_at.is_null()))
                .order(snapshots::completed_at.desc())
                .select(runs::cluster_id)
                .into_boxed();
            if let Some(only) = only {
                there = there.filter(snapshots::id.eq(Stored(only)));
            }
            let found: Vec<Stored<SessionClusterId>> = there.load(self.conn).await?;
            Ok(found.into_iter().map(|Stored(cluster)| cluster).collect())
        }

        /// Where runs of a job are that may have left something behind.
        async fn clusters_of_left_state(&mut self, job: JobId) -> Result<Vec<SessionClusterId>> {
            let left = runs::job_id.eq(Stored(job)).and(runs::state_deleted_at.is_null());
            let clusters = runs::table.filter(left).select(runs::cluster_id).distinct();
            let found: Vec<Stored<SessionClusterId>> = clusters.load(self.conn).await?;
            Ok(found.into_iter().map(|Stored(cluster)| cluster).collect())
        }
    }
}
