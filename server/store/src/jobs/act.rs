//! Asking for something to be done to a job.

use super::{DeployFrom, Job, JobOrder, state::JOB};
use crate::{
    Error, Operation, RequestId, Result, Store,
    database::{in_transaction, on_both},
    operations::OperationState,
    schema::{jobs, operations, runs, snapshots},
    stored::Stored,
    transaction::Tx,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    ClusterUse, Code, DesiredState, JobAct, JobId, OperationId, RunId, SnapshotId,
    authority::{JobControl, Scope},
};

impl Store {
    /// Records that something is to be done to a job. To cancel it, or to give it up, supersedes whatever else is under way.
    ///
    /// # Errors
    /// [`Error::Missing`], or the problems [`Code::OperationUnderWay`] and [`Code::NotInThisState`] at `job`,
    /// [`Code::NotGranted`] at `cluster`, [`Code::Missing`] at `run` or `snapshot`, and [`Code::InUse`] at `snapshot`.
    pub async fn order(
        &self,
        scope: &Scope<JobControl>,
        id: JobId,
        order: &JobOrder,
        request: &RequestId,
    ) -> Result<OperationId> {
        in_transaction!(self, |tx| {
            let job = tx.locked_job(scope.project(), id).await?;
            match tx.active_act(id).await? {
                Some(_) if matches!(order, JobOrder::Cancel | JobOrder::ForceStop) => tx.supersede(id).await?,
                Some(_) => return Err(Code::OperationUnderWay.at("job").into()),
                None => job.state.can(order.act()).map_err(|code| code.at("job"))?,
            }
            match order {
                JobOrder::RollBack { run, .. } => tx.must_have_run(&job, *run).await?,
                JobOrder::Resume { run } => tx.must_be_resumable(id, job.run_id, *run).await?,
                JobOrder::DisposeSnapshot(snapshot) => tx.must_be_disposable(&job, *snapshot).await?,
                _ => {}
            }
            if let Some(start) = order.start() {
                tx.must_be_deployable((&job, order), start.from).await?;
            }
            if let Some(desired) = order.desires() {
                let set = diesel::update(jobs::table.find(Stored(id))).set(jobs::desired.eq(Stored(desired)));
                set.execute(tx.conn).await?;
            }
            let new = tx.operation_of(order, &job).await?;
            tx.insert_project_operation(&new, scope, request).await
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Ends whatever is under way: who carries it out finds that it is no longer theirs.
        async fn supersede(&mut self, id: JobId) -> Result<()> {
            let of_job = operations::object_kind.eq(JOB).and(operations::object_id.eq(id.to_string()));
            diesel::update(operations::table.filter(of_job.and(operations::active.eq(true))))
                .set((
                    operations::state.eq(Stored(OperationState::Cancelled)),
                    operations::active.eq(false),
                    operations::ended_at.eq(self.at()),
                    operations::revision.eq(operations::revision + 1),
                ))
                .execute(self.conn)
                .await?;
            Ok(())
        }

        /// What an operation was to bring about, and did not: a job shall do what it does.
        pub(crate) async fn desire_no_more(&mut self, operation: &Operation) -> Result<()> {
            let (Ok(id), Ok(act)) = (operation.object_id.parse::<JobId>(), JobAct::from_operation_kind(&operation.kind)) else {
                return Ok(());
            };
            let may_have_come_about = operation.state == OperationState::Abandoned;
            if may_have_come_about || !(act.starts_run() || act == JobAct::Stop) {
                return Ok(());
            }
            let of_job = runs::job_id.eq(Stored(id)).and(runs::ended_at.is_null());
            let open: i64 = runs::table.filter(of_job).count().get_result(self.conn).await?;
            let desired = if open > 0 { DesiredState::Running } else { DesiredState::Stopped };
            let set = diesel::update(jobs::table.find(Stored(id))).set(jobs::desired.eq(Stored(desired)));
            set.execute(self.conn).await?;
            Ok(())
        }

        /// Refuses a run that is none of the job's, or that nothing was recorded of.
        async fn must_have_run(&mut self, job: &Job, run: RunId) -> Result<()> {
            let is_recorded = runs::version_id.is_not_null().or(runs::jar_version_id.is_not_null());
            let of_job = runs::job_id.eq(Stored(job.id)).and(is_recorded);
            let found: i64 = runs::table.find(Stored(run)).filter(of_job).count().get_result(self.conn).await?;
            if found == 0 { Err(Code::Missing.at("run").into()) } else { Ok(()) }
        }

        /// Refuses a snapshot that is gone, and one that the job would need if it failed now.
        pub(super) async fn must_be_disposable(&mut self, job: &Job, snapshot: SnapshotId) -> Result<()> {
            let path = self.snapshot_path(job, snapshot).await?;
            let of_job = runs::job_id.eq(Stored(job.id)).and(runs::ended_at.is_null());
            let needs = runs::restored_from.eq(path).and(runs::swept.is_null());
            let needed: i64 = runs::table.filter(of_job.and(needs)).count().get_result(self.conn).await?;
            if needed > 0 { Err(Code::InUse { by: vec![job.name.clone()] }.at("snapshot").into()) } else { Ok(()) }
        }

        async fn snapshot_path(&mut self, job: &Job, snapshot: SnapshotId) -> Result<String> {
            let of_job = snapshots::job_id.eq(Stored(job.id)).and(snapshots::disposed_at.is_null());
            let snapshot = snapshots::table.find(Stored(snapshot)).filter(of_job).select(snapshots::path);
            let path: Option<String> = snapshot.first(self.conn).await.optional()?;
            path.ok_or_else(|| Code::Missing.at("snapshot").into())
        }

        /// Refuses a cluster on which the project may not deploy, and state that is gone.
        async fn must_be_deployable(&mut self, (job, order): (&Job, &JobOrder), from: DeployFrom) -> Result<()> {
            let cluster = self.goal_of(order, job).await?;
            match self.must_be_granted(job.project_id, cluster, ClusterUse::Deploy).await {
                Err(Error::Missing) => return Err(Code::NotGranted.at("cluster").into()),
                other => other?,
            }
            match from {
                DeployFrom::Snapshot(snapshot) => self.snapshot_path(job, snapshot).await.map(drop),
                DeployFrom::Empty | DeployFrom::Latest => Ok(()),
            }
        }
    }
}
