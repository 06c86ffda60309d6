//! Savepoints that are taken of jobs by themselves, and the end of those that are more than their jobs keep.

use super::{Job, JobOrder, state::JOB};
use crate::{
    Act, Error, Operation, RequestId, Result, Run, Store,
    database::{in_transaction, on_both, with_conn},
    operations::OperationState,
    schema::{jobs, operations, runs, snapshots},
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, JobAct, JobId, JobState, PeriodicSavepoints, RuntimeMode, SessionClusterId, SnapshotId, SnapshotKind, Topic,
    authority::{JobControl, Scope, SystemScope},
};
use serde_json::json;
use std::collections::HashSet;

/// What failed is asked for again after so long, unless the next one is due before.
const AGAIN: TimeDelta = TimeDelta::minutes(10);
/// How many savepoints of a cluster are asked for at the same time, and how many are deleted.
const AT_ONCE: i64 = 2;
/// Of what a job has too many of, so many are looked through for one that can be deleted.
const MOST_LOOKED_AT: i64 = 8;

/// A job that runs and of which savepoints are taken.
#[derive(Queryable)]
struct Scheduled {
    #[diesel(deserialize_as = Stored<JobId>)]
    id: JobId,
    minutes: Option<i64>,
    kept: i64,
    #[diesel(deserialize_as = Stored<SessionClusterId>)]
    cluster: SessionClusterId,
    began: NaiveDateTime,
    /// When its newest savepoint was complete.
    newest: Option<NaiveDateTime>,
    /// How many there are that nobody asked for.
    own: Option<i64>,
}

impl Scheduled {
    /// Since when a savepoint is due.
    fn due_since(&self) -> NaiveDateTime {
        self.newest.unwrap_or(self.began).max(self.began) + TimeDelta::minutes(self.minutes.unwrap_or_default())
    }
}

/// What came of a look at a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    /// Something was asked for, or nothing is to be done.
    Seen,
    /// Its cluster has enough to do.
    Busy,
}

impl Store {
    /// Says which savepoints are taken of a job by themselves.
    ///
    /// # Errors
    /// [`Error::Missing`], or the problem [`Code::BatchHasNoSavepoints`] at `minutes`.
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
            if new.minutes.is_some() && job.settings.mode == RuntimeMode::Batch {
                return Err(Code::BatchHasNoSavepoints.at("minutes").into());
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

    /// Asks for the savepoints that are due, the longest due first, and for the end of those that are more than their jobs
    /// keep; of each a few at a time on a cluster. What is wrong with one job keeps no other waiting.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_savepoints(&self, _: &SystemScope) -> Result<()> {
        let now = self.now().naive_utc();
        let mut scheduled = self.scheduled().await?;
        scheduled.sort_by_key(Scheduled::due_since);
        let mut busy: HashSet<(SessionClusterId, bool)> = HashSet::new();
        for job in scheduled {
            let is_due = job.due_since() <= now;
            let has_too_many = job.own.is_some_and(|own| own > job.kept);
            if !(is_due || has_too_many) || busy.contains(&(job.cluster, is_due)) {
                continue;
            }
            let looked: Result<Look> = async { in_transaction!(self, |tx| tx.keep_savepoints_of(job.id).await) }.await;
            match looked {
                Ok(Look::Seen) => {}
                Ok(Look::Busy) => {
                    busy.insert((job.cluster, is_due));
                }
                // Something else is done to it since a moment ago.
                Err(Error::Problems(_)) => {}
                Err(error) => tracing::warn!(%error, job = %job.id, "the savepoints of a job could not be seen to"),
            }
        }
        Ok(())
    }

    /// The jobs that run, of which savepoints are taken, and to which nothing is done now.
    async fn scheduled(&self) -> Result<Vec<Scheduled>> {
        let works = jobs::state.eq(Stored(JobState::Running)).and(jobs::savepoint_minutes.is_not_null());
        let acts = operations::table.filter(operations::object_kind.eq(JOB).and(operations::active.eq(true)));
        let of_job = || snapshots::table.filter(snapshots::job_id.eq(jobs::id).and(is_savepoint()));
        let newest = of_job().order(snapshots::completed_at.desc()).limit(1).select(snapshots::completed_at);
        let own = snapshots::disposed_at.is_null().and(snapshots::created_by.is_null());
        let own = of_job().filter(snapshots::project_id.eq(jobs::project_id).and(own)).count();
        with_conn!(self, |conn| {
            Ok(jobs::table
                .inner_join(runs::table.on(runs::id.nullable().eq(jobs::run_id)))
                .filter(works.and(runs::ended_at.is_null()))
                .filter(jobs::id.ne_all(acts.select(operations::object_id)))
                .select((
                    jobs::id,
                    jobs::savepoint_minutes,
                    jobs::savepoints_kept,
                    runs::cluster_id,
                    runs::started_at,
                    newest.single_value(),
                    own.single_value(),
                ))
                .load(conn)
                .await?)
        })
    }
}

#[diesel::dsl::auto_type]
fn is_savepoint() -> _ {
    let savepoint: Stored<SnapshotKind> = Stored(SnapshotKind::Savepoint);
    snapshots::kind.eq(savepoint)
}

fn shown(periodic: PeriodicSavepoints) -> serde_json::Value {
    json!({ "savepoint_minutes": periodic.minutes, "savepoints_kept": periodic.kept })
}

on_both! {
    impl Tx<'_, Conn> {
        /// Asks for the savepoint of a job that is due, or else for the end of one that is too many. Only of what streams, where
        /// it runs, and while hands are on.
        async fn keep_savepoints_of(&mut self, id: JobId) -> Result<Look> {
            let locked = diesel::update(jobs::table.find(Stored(id))).set(jobs::stamp.eq(jobs::stamp));
            let job: Option<Job> = locked.returning(Job::as_returning()).get_result(self.conn).await.optional()?;
            let Some(job) = job.filter(|job| job.state == JobState::Running) else { return Ok(Look::Seen) };
            let (Some(minutes), Some(run)) = (job.periodic_savepoints().minutes, job.run_id) else { return Ok(Look::Seen) };
            let run: Run = Run::query().filter(runs::id.eq(Stored(run))).first(self.conn).await?;
            let streams = run.resolved.as_ref().is_some_and(|resolved| resolved["mode"] == "streaming");
            if run.ended_at.is_some() || !streams || self.active_act(id).await?.is_some() {
                return Ok(Look::Seen);
            }
            if self.hands_are_off(id, run.cluster_id).await? {
                return Ok(Look::Seen);
            }
            let every = TimeDelta::minutes(minutes.into());
            let since = self.newest_savepoint(id).await?.into_iter().chain([run.started_at]).max();
            let is_due = since.is_none_or(|since| since + every <= self.now);
            if is_due && self.may_try(id, JobAct::Savepoint, every.min(AGAIN)).await? {
                return self.ask_if_free(JobOrder::Savepoint, &job).await;
            }
            match self.one_too_many(&job).await? {
                Some(snapshot) if self.may_try(id, JobAct::DisposeSnapshot, AGAIN).await? => {
                    self.ask_if_free(JobOrder::DisposeSnapshot(snapshot), &job).await
                }
                _ => Ok(Look::Seen),
            }
        }

        /// Asks for something, unless the server has enough of that done already where it is to be done.
        async fn ask_if_free(&mut self, order: JobOrder, job: &Job) -> Result<Look> {
            let new = self.operation_of(&order, job).await?;
            if let Some(cluster) = new.cluster
                && self.own_acts_on(cluster, order.act()).await? >= AT_ONCE
            {
                return Ok(Look::Busy);
            }
            self.insert_own_operation(&new, job.project_id).await?;
            Ok(Look::Seen)
        }

        /// When the newest savepoint of a job was complete, whoever asked for it.
        async fn newest_savepoint(&mut self, job: JobId) -> Result<Option<DateTime<Utc>>> {
            let of_job = snapshots::job_id.eq(Stored(job)).and(is_savepoint());
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
                .order(operations::id.desc())
                .first(self.conn)
                .await
                .optional()?;
            Ok(last.is_none_or(|last| {
                last.state == OperationState::Succeeded || last.requested_at + pause <= self.now
            }))
        }

        /// The oldest savepoint that can be deleted of those that are more than a job keeps and that nobody asked for.
        async fn one_too_many(&mut self, job: &Job) -> Result<Option<SnapshotId>> {
            let of_job = snapshots::project_id.eq(Stored(job.project_id)).and(snapshots::job_id.eq(Stored(job.id)));
            let own = snapshots::disposed_at.is_null().and(snapshots::created_by.is_null());
            let own = || snapshots::table.filter(of_job.and(own).and(is_savepoint()));
            let there: i64 = own().count().get_result(self.conn).await?;
            let surplus = there - i64::from(job.periodic_savepoints().kept);
            if surplus <= 0 {
                return Ok(None);
            }
            let oldest = own().order(snapshots::completed_at).limit(surplus.min(MOST_LOOKED_AT));
            let oldest: Vec<Stored<SnapshotId>> = oldest.select(snapshots::id).load(self.conn).await?;
            for Stored(one) in oldest {
                match self.must_be_disposable(job, one).await {
                    Ok(()) => return Ok(Some(one)),
                    Err(Error::Problems(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(None)
        }
    }
}
