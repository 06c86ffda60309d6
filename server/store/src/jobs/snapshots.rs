//! Savepoints and retained checkpoints of jobs.

use super::state::JOB;
use crate::{
    OperationClaim, Result, Run, Store,
    database::{in_transaction, with_conn},
    schema::{jobs, operations, snapshots},
    stored::{Stored, plain_fields},
};
use chrono::{DateTime, Utc};
use diesel::{
    dsl::{count_star, sql},
    prelude::*,
    sql_types::{BigInt, Nullable},
};
use diesel_async::RunQueryDsl;
use model::{
    JobId, OperationId, ProjectId, RunId, SnapshotId, SnapshotKind, UserId,
    authority::{JobView, Scope, SystemScope},
};

/// State of a job that another run can go on from.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = snapshots)]
pub struct Snapshot {
    /// The id.
    #[diesel(deserialize_as = Stored<SnapshotId>)]
    pub id: SnapshotId,
    /// Whose it is.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// Of which job.
    #[diesel(deserialize_as = Stored<JobId>)]
    pub job_id: JobId,
    /// Of which run.
    #[diesel(deserialize_as = Stored<RunId>)]
    pub run_id: RunId,
    /// What it is.
    #[diesel(deserialize_as = Stored<SnapshotKind>)]
    pub kind: SnapshotKind,
    /// Where it lies, as Flink names it.
    pub path: String,
    /// In bytes, where that is known.
    pub size: Option<i64>,
    /// Who asked for it; nobody when it was taken by itself.
    #[diesel(deserialize_as = Stored<Option<UserId>>)]
    pub created_by: Option<UserId>,
    /// When it was complete.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub completed_at: DateTime<Utc>,
    /// When it was deleted.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub disposed_at: Option<DateTime<Utc>>,
}

/// A snapshot that was just completed.
#[derive(Clone, Debug)]
pub struct NewSnapshot {
    /// What it is.
    pub kind: SnapshotKind,
    /// Where it lies, as Flink names it.
    pub path: String,
    /// In bytes, where that is known.
    pub size: Option<i64>,
    /// When it was complete, where that is known; else it is now.
    pub completed_at: Option<DateTime<Utc>>,
}

/// How much state is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeptSnapshots {
    /// How many snapshots.
    pub count: i64,
    /// Of how many bytes those are together whose size is known.
    pub bytes: i64,
}

plain_fields!(SnapshotKind, model::RunOutcome);

impl Store {
    /// Records a snapshot that an operation took. What was recorded before, perhaps by a carrier that was lost since, learns
    /// its size, if that is known now.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`] when the operation is somebody else's.
    pub async fn record_snapshot(
        &self,
        _: &SystemScope,
        claim: &OperationClaim,
        run: &Run,
        new: &NewSnapshot,
    ) -> Result<()> {
        let Some(job) = run.job_id else { return Ok(()) };
        in_transaction!(self, |tx| {
            tx.must_carry(claim).await?;
            diesel::insert_into(snapshots::table)
                .values((
                    snapshots::id.eq(Stored(tx.id::<SnapshotId>())),
                    snapshots::project_id.eq(Stored(run.project_id)),
                    snapshots::job_id.eq(Stored(job)),
                    snapshots::run_id.eq(Stored(run.id)),
                    snapshots::kind.eq(Stored(new.kind)),
                    snapshots::path.eq(&new.path),
                    snapshots::size.eq(new.size),
                    snapshots::created_by.eq(claim.operation.requested_by.map(Stored)),
                    snapshots::completed_at.eq(new.completed_at.map_or(tx.at(), |at| at.naive_utc())),
                ))
                .on_conflict((snapshots::job_id, snapshots::path))
                .do_update()
                .set(snapshots::size.eq(sql::<Nullable<BigInt>>("coalesce(excluded.size, snapshots.size)")))
                .execute(tx.conn)
                .await?;
            tx.job_moved(job).await
        })
    }

    /// Records that the files of a snapshot were deleted.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`] when the operation is somebody else's.
    pub async fn snapshot_disposed(&self, _: &SystemScope, claim: &OperationClaim, snapshot: &Snapshot) -> Result<()> {
        in_transaction!(self, |tx| {
            tx.must_carry(claim).await?;
            diesel::update(snapshots::table.find(Stored(snapshot.id)))
                .set(snapshots::disposed_at.eq(tx.at()))
                .execute(tx.conn)
                .await?;
            tx.job_moved(snapshot.job_id).await
        })
    }

    /// The newest operations on a job that were not over at a time: a savepoint that one of them made may not be recorded.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn operations_since(
        &self,
        _: &SystemScope,
        job: JobId,
        since: DateTime<Utc>,
    ) -> Result<Vec<OperationId>> {
        /// Of whichever kind.
        const MOST: i64 = 100;
        let of_job = operations::object_kind.eq(JOB).and(operations::object_id.eq(job.to_string()));
        let after = operations::ended_at.is_null().or(operations::ended_at.assume_not_null().ge(since.naive_utc()));
        let ids: Vec<Stored<OperationId>> = with_conn!(self, |conn| {
            let newest = operations::table.filter(of_job.and(after)).order(operations::id.desc()).limit(MOST);
            newest.select(operations::id).load(conn).await?
        });
        Ok(ids.into_iter().map(|Stored(id)| id).collect())
    }

    /// The newest snapshots of a job that are still there, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn snapshots(&self, scope: &Scope<JobView>, job: JobId, most: i64) -> Result<Vec<Snapshot>> {
        self.snapshots_of(scope.project(), job, most).await
    }

    /// How much state is kept of a job in snapshots.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kept_state(&self, scope: &Scope<JobView>, job: JobId) -> Result<KeptSnapshots> {
        self.kept_in(scope.project(), Some(job)).await
    }

    pub(super) async fn kept_in(&self, project: ProjectId, job: Option<JobId>) -> Result<KeptSnapshots> {
        let of_jobs = jobs::table.select(jobs::id);
        let of_project = snapshots::project_id.eq(Stored(project)).and(snapshots::job_id.eq_any(of_jobs));
        let there = of_project.and(snapshots::disposed_at.is_null());
        let (count, bytes): (i64, i64) = with_conn!(self, |conn| {
            let sums = (count_star(), sql::<BigInt>("CAST(COALESCE(SUM(size), 0) AS BIGINT)"));
            let mut kept = snapshots::table.select(sums).filter(there).into_boxed();
            if let Some(job) = job {
                kept = kept.filter(snapshots::job_id.eq(Stored(job)));
            }
            kept.first(conn).await?
        });
        Ok(KeptSnapshots { count, bytes })
    }

    /// A snapshot of a job that is still there.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn snapshot(&self, scope: &Scope<JobView>, job: JobId, id: SnapshotId) -> Result<Snapshot> {
        self.snapshot_of((scope.project(), job), id).await
    }

    async fn snapshot_of(&self, (project, job): (ProjectId, JobId), id: SnapshotId) -> Result<Snapshot> {
        with_conn!(self, |conn| {
            let of_job = snapshots::job_id.eq(Stored(job)).and(snapshots::project_id.eq(Stored(project)));
            let there = snapshots::id.eq(Stored(id)).and(snapshots::disposed_at.is_null());
            Ok(Snapshot::query().filter(of_job.and(there)).first(conn).await?)
        })
    }

    /// The same, for whoever deploys the job or deletes its files.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn snapshot_of_any(&self, _: &SystemScope, job: &crate::Job, id: SnapshotId) -> Result<Snapshot> {
        self.snapshot_of((job.project_id, job.id), id).await
    }

    /// The newest snapshots of a job that are still there; of very many only some.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn snapshots_of_any(&self, _: &SystemScope, job: &crate::Job) -> Result<Vec<Snapshot>> {
        /// Those that can be picked on the page.
        const MOST: i64 = 200;
        self.snapshots_of(job.project_id, job.id, MOST).await
    }

    async fn snapshots_of(&self, project: ProjectId, job: JobId, most: i64) -> Result<Vec<Snapshot>> {
        with_conn!(self, |conn| {
            let of_job = snapshots::job_id.eq(Stored(job)).and(snapshots::project_id.eq(Stored(project)));
            Ok(Snapshot::query()
                .filter(of_job.and(snapshots::disposed_at.is_null()))
                .order(snapshots::completed_at.desc())
                .limit(most)
                .load(conn)
                .await?)
        })
    }
}
