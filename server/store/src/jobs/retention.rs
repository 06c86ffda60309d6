//! What is done for the state of jobs by itself: savepoints now and then, and the end of what nobody needs any more.

use super::{Job, JobOrder, SweptCheckpoint, state::JOB};
use crate::{
    Act, Error, Operation, RequestId, Result, ServedClusters, Store,
    database::{in_transaction, on_both, with_conn},
    json_text::json_text,
    operations::OperationState,
    schema::{jobs, operations, runs, session_clusters, snapshots},
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::{prelude::*, sql_types::Bool};
use diesel_async::RunQueryDsl;
use model::{
    JobAct, JobId, JobState, PeriodicSavepoints, RunId, SessionClusterId, SnapshotId, SnapshotKind, Topic,
    authority::{JobControl, Scope, SystemScope},
    flink::FlinkJobId,
};
use serde_json::json;

/// What failed is asked for again after so long, unless the next one is due before.
const AGAIN: TimeDelta = TimeDelta::minutes(10);
/// Runs whose state is looked through at once.
const MOST_RUNS: i64 = 1000;

/// A run that is over and may have retained checkpoints.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct RetainedCheckpoints {
    /// Which one.
    #[diesel(deserialize_as = Stored<RunId>)]
    pub run: RunId,
    /// Where it ran.
    #[diesel(deserialize_as = Stored<SessionClusterId>)]
    pub cluster: SessionClusterId,
    /// How Flink called it.
    #[diesel(deserialize_as = Stored<FlinkJobId>)]
    pub flink_job: FlinkJobId,
    swept: Option<String>,
}

impl RetainedCheckpoints {
    /// Where its newest one lies, as Flink names it.
    pub fn path(&self) -> Option<String> {
        serde_json::from_str::<SweptCheckpoint>(self.swept.as_deref()?).ok()?.path
    }
}

impl Store {
    /// Says which savepoints are taken of a job by themselves.
    ///
    /// # Errors
    /// [`Error::Missing`].
    pub async fn set_periodic_savepoints(
        &self,
        scope: &Scope<JobControl>,
        id: JobId,
        new: PeriodicSavepoints,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let job = tx.locked_job(scope.project(), id).await?;
            let before = job.periodic_savepoints();
            if before == new {
                return Ok(());
            }
            let stamp: i64 = diesel::update(jobs::table.find(Stored(id)))
                .set((
                    jobs::savepoint_minutes.eq(new.minutes.map(i64::from)),
                    jobs::savepoints_kept.eq(i64::from(new.kept)),
                    jobs::stamp.eq(jobs::stamp + 1),
                ))
                .returning(jobs::stamp)
                .get_result(tx.conn)
                .await?;
            tx.changed(Topic::Job(job.project_id, id), stamp);
            let act = Act::new("job.set_periodic_savepoints", request).by(scope.user()).in_project(scope.project());
            tx.audit(act.on("job", id, &job.name).before(shown(before)).after(shown(new))).await
        })
    }

    /// Asks for the savepoints that are due, and for the end of those that are more than their jobs keep.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_savepoints(&self, _: &SystemScope) -> Result<()> {
        let works = jobs::state.eq(Stored(JobState::Running)).and(jobs::savepoint_minutes.is_not_null());
        let ids: Vec<Stored<JobId>> =
            with_conn!(self, |conn| jobs::table.filter(works).select(jobs::id).load(conn).await?);
        for Stored(id) in ids {
            let done: Result<()> = in_transaction!(self, |tx| tx.keep_savepoints_of(id).await);
            done?;
        }
        Ok(())
    }

    /// Runs that were over for `age` and retained checkpoints nobody goes on from: a newer run of their job has its own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expired_checkpoints(
        &self,
        _: &SystemScope,
        of: ServedClusters,
        age: TimeDelta,
    ) -> Result<Vec<RetainedCheckpoints>> {
        let newest = diesel::alias!(runs as newest);
        let long_over = runs::ended_at.lt((self.now() - age).naive_utc());
        let known =
            of.registered.into_sql::<Bool>().and(session_clusters::host.is_null()).and(runs::swept.is_not_null());
        let there = runs::cluster_id.nullable().eq(of.local.map(Stored)).or(known);
        let replaced = jobs::run_id
            .ne(runs::id.nullable())
            .and(newest.field(runs::swept).is_not_null())
            .and(newest.field(runs::started_at).gt(runs::started_at));
        let busy = operations::table.filter(operations::object_kind.eq(JOB).and(operations::active.eq(true)));
        with_conn!(self, |conn| {
            Ok(runs::table
                .inner_join(jobs::table.on(jobs::id.nullable().eq(runs::job_id)))
                .inner_join(newest.on(newest.field(runs::id).nullable().eq(jobs::run_id)))
                .inner_join(session_clusters::table)
                .filter(runs::state_deleted_at.is_null().and(long_over).and(there).and(replaced))
                .filter(jobs::id.ne_all(busy.select(operations::object_id)))
                .order(runs::ended_at)
                .limit(MOST_RUNS)
                .select((runs::id, runs::cluster_id, runs::flink_job_id, runs::swept))
                .load(conn)
                .await?)
        })
    }

    /// Runs of a job that may have retained checkpoints.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn retained_checkpoints_of(&self, _: &SystemScope, job: &Job) -> Result<Vec<RetainedCheckpoints>> {
        let of_job = runs::job_id.eq(Stored(job.id)).and(runs::ended_at.is_not_null());
        let left = runs::swept.is_not_null().or(session_clusters::host.is_not_null());
        with_conn!(self, |conn| {
            Ok(runs::table
                .inner_join(session_clusters::table)
                .filter(of_job.and(runs::state_deleted_at.is_null()).and(left))
                .limit(MOST_RUNS)
                .select((runs::id, runs::cluster_id, runs::flink_job_id, runs::swept))
                .load(conn)
                .await?)
        })
    }

    /// Records that what a run left behind was deleted: nothing can go on from there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checkpoints_deleted(&self, _: &SystemScope, left: &RetainedCheckpoints) -> Result<()> {
        let swept = left.swept.as_deref().and_then(|text| serde_json::from_str::<SweptCheckpoint>(text).ok());
        let swept = swept.map(|swept| json_text(&SweptCheckpoint { path: None, ..swept })).transpose()?;
        in_transaction!(self, |tx| {
            let run: crate::Run = diesel::update(runs::table.find(Stored(left.run)))
                .set((runs::swept.eq(&swept), runs::state_deleted_at.eq(tx.at())))
                .returning(crate::Run::as_returning())
                .get_result(tx.conn)
                .await?;
            tx.run_moved(&run).await
        })
    }
}

fn shown(periodic: PeriodicSavepoints) -> serde_json::Value {
    json!({ "savepoint_minutes": periodic.minutes, "savepoints_kept": periodic.kept })
}

on_both! {
    impl Tx<'_, Conn> {
        async fn keep_savepoints_of(&mut self, id: JobId) -> Result<()> {
            let locked = diesel::update(jobs::table.find(Stored(id))).set(jobs::stamp.eq(jobs::stamp));
            let job: Option<Job> = locked.returning(Job::as_returning()).get_result(self.conn).await.optional()?;
            let Some(job) = job.filter(|job| job.state == JobState::Running) else { return Ok(()) };
            let (Some(minutes), Some(run)) = (job.periodic_savepoints().minutes, job.run_id) else { return Ok(()) };
            if self.active_act(id).await?.is_some() || self.hands_are_off(id, job.cluster_id).await? {
                return Ok(());
            }
            let every = TimeDelta::minutes(minutes.into());
            let began: Option<Stored<DateTime<Utc>>> =
                runs::table.find(Stored(run)).select(runs::started_at).first(self.conn).await.optional()?;
            let taken = self.newest_savepoint(id).await?;
            let since = began.map(|Stored(began)| began).into_iter().chain(taken).max();
            let is_due = since.is_none_or(|since| since + every <= self.now);
            if is_due && self.may_try(id, JobAct::Savepoint, every.min(AGAIN)).await? {
                return self.insert_own_operation(&JobOrder::Savepoint.operation(&job), job.project_id).await.map(drop);
            }
            match self.one_too_many(&job).await? {
                Some(snapshot) if self.may_try(id, JobAct::DisposeSnapshot, AGAIN).await? => {
                    let order = JobOrder::DisposeSnapshot(snapshot);
                    self.insert_own_operation(&order.operation(&job), job.project_id).await.map(drop)
                }
                _ => Ok(()),
            }
        }

        /// When the newest savepoint of a job was complete, whoever asked for it.
        async fn newest_savepoint(&mut self, job: JobId) -> Result<Option<DateTime<Utc>>> {
            let of_job = snapshots::job_id.eq(Stored(job)).and(snapshots::kind.eq(Stored(SnapshotKind::Savepoint)));
            let newest = snapshots::table.filter(of_job).order(snapshots::completed_at.desc());
            let at: Option<Stored<DateTime<Utc>>> =
                newest.select(snapshots::completed_at).first(self.conn).await.optional()?;
            Ok(at.map(|Stored(at)| at))
        }

        /// Whether the server may ask for something: its last try went well, or was made so long ago.
        async fn may_try(&mut self, job: JobId, act: JobAct, pause: TimeDelta) -> Result<bool> {
            let of_job = operations::object_kind.eq(JOB).and(operations::object_id.eq(job.to_string()));
            let own = operations::kind.eq(act.operation_kind()).and(operations::requested_by.is_null());
            let last: Option<Operation> = Operation::query()
                .filter(of_job.and(own))
                .order(operations::requested_at.desc())
                .first(self.conn)
                .await
                .optional()?;
            Ok(last.is_none_or(|last| {
                last.state == OperationState::Succeeded || last.requested_at + pause <= self.now
            }))
        }

        /// The oldest savepoint that is more than a job keeps of those that nobody asked for.
        async fn one_too_many(&mut self, job: &Job) -> Result<Option<SnapshotId>> {
            let of_job = snapshots::job_id.eq(Stored(job.id)).and(snapshots::disposed_at.is_null());
            let own = snapshots::created_by.is_null().and(snapshots::kind.eq(Stored(SnapshotKind::Savepoint)));
            let older: Vec<Stored<SnapshotId>> = snapshots::table
                .filter(of_job.and(own))
                .order(snapshots::completed_at.desc())
                .offset(i64::from(job.periodic_savepoints().kept))
                .limit(1)
                .select(snapshots::id)
                .load(self.conn)
                .await?;
            let Some(Stored(one)) = older.into_iter().next() else { return Ok(None) };
            match self.must_be_disposable(job, one).await {
                Ok(()) => Ok(Some(one)),
                Err(Error::Problems(_)) => Ok(None),
                Err(error) => Err(error),
            }
        }
    }
}
