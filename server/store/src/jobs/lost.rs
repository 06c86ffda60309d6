//! Runs of which it is certain that their engine does not have them any more.

use super::{Job, JobOrder, bulk::RESTART_NOT_ALLOWED, state::JOB};
use crate::{
    Result, Run, Store,
    database::{in_transaction, on_both},
    schema::{jobs, operations, runs, session_clusters},
    stored::Stored,
    transaction::Tx,
};
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{DesiredState, JobAct, RunId, RunOutcome, SessionClusterId, authority::SystemScope, flink::FlinkJobId};
use serde_json::json;

/// How many jobs of a cluster are started again at the same time.
const AT_ONCE: i64 = 4;
/// A job whose engine dies again and again may be what kills it.
const MOST: i64 = 3;
const WITHIN: TimeDelta = TimeDelta::minutes(10);

/// What the cluster of a run showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// The process that had it answers, and does not know it.
    Forgotten,
    /// Another process has taken the place of the one that had it.
    EngineDied {
        /// It is an engine of ours; on others, their administrator says whether jobs are started again by themselves.
        is_ours: bool,
    },
}

/// What came of a run that is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Afterwards {
    /// Nothing yet: it is somebody's turn, or not this one's.
    Waits,
    /// It is over, and a person has to say what shall be.
    Over,
    /// Its job is started again.
    Restarts,
}

impl Store {
    /// Ends a run that is gone, and has its job started again if that may be: one that streamed, that shall run, that took
    /// checkpoints, of which no earlier run is `alive` on the cluster, and whose engine did not die too often with it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run_is_gone(
        &self,
        _: &SystemScope,
        run: RunId,
        gone: Gone,
        alive: &[FlinkJobId],
    ) -> Result<Afterwards> {
        in_transaction!(self, |tx| {
            let open = runs::table.find(Stored(run)).filter(runs::ended_at.is_null());
            // The write locks it.
            let run: Option<Run> = diesel::update(open.filter(runs::unknown_since.is_not_null()))
                .set(runs::revision.eq(runs::revision + 1))
                .returning(Run::as_returning())
                .get_result(tx.conn)
                .await
                .optional()?;
            let Some(run) = run else { return Ok(Afterwards::Waits) };
            let job: Option<Job> = match run.job_id {
                Some(job) => Job::query().filter(jobs::id.eq(Stored(job))).first(tx.conn).await.optional()?,
                None => None,
            };
            let Some(job) = job.filter(|job| job.run_id == Some(run.id)) else {
                tx.end_gone(&run, "engine_died").await?;
                return Ok(Afterwards::Over);
            };
            if tx.active_act(job.id).await?.is_some() || tx.is_any_alive(&job, alive).await? {
                return Ok(Afterwards::Waits);
            }
            if let Err(why) = tx.may_be_recovered((&run, &job), gone).await? {
                tx.end_gone(&run, why).await?;
                return Ok(Afterwards::Over);
            }
            // The run stays unknown, and its job is started again when hands are on.
            if tx.hands_are_off(job.id, run.cluster_id).await?
                || tx.own_acts_on(run.cluster_id, JobAct::Recover).await? >= AT_ONCE
            {
                return Ok(Afterwards::Waits);
            }
            tx.end_gone(&run, "engine_died").await?;
            let new = tx.operation_of(&JobOrder::Recover, &job).await?;
            tx.insert_own_operation(&new, job.project_id).await?;
            Ok(Afterwards::Restarts)
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        async fn end_gone(&mut self, run: &Run, why: &str) -> Result<()> {
            let ended: Run = diesel::update(runs::table.find(Stored(run.id)))
                .set((
                    runs::outcome.eq(Stored(RunOutcome::Ended)),
                    runs::failure.eq(Stored(json!({ "code": why }))),
                    runs::ended_at.eq(self.at()),
                    runs::unknown_since.eq(None::<NaiveDateTime>),
                ))
                .returning(Run::as_returning())
                .get_result(self.conn)
                .await?;
            self.step_over(&ended, RunOutcome::Ended, Some(&json!({ "code": why }))).await?;
            self.run_moved(&ended).await
        }

        /// Why it must not be started again by itself, as a code.
        async fn may_be_recovered(&mut self, (run, job): (&Run, &Job), gone: Gone) -> Result<Result<(), &'static str>> {
            let resolved = run.resolved.as_ref();
            let takes_checkpoints = resolved.is_some_and(|resolved| resolved["takes_checkpoints"] == true);
            let streams = resolved.is_some_and(|resolved| resolved["mode"] == "streaming");
            let why = match gone {
                Gone::Forgotten => Some("forgotten"),
                Gone::EngineDied { .. } if job.desired != DesiredState::Running => Some("engine_died"),
                Gone::EngineDied { .. } if !streams => Some("batch_not_repeated"),
                Gone::EngineDied { .. } if !takes_checkpoints => Some("no_checkpoints"),
                Gone::EngineDied { is_ours } if !is_ours && !self.restarts_jobs(run.cluster_id).await? => {
                    Some(RESTART_NOT_ALLOWED)
                }
                Gone::EngineDied { .. } => None,
            };
            if let Some(why) = why {
                return Ok(Err(why));
            }
            let since = (self.now - WITHIN).naive_utc();
            let of_job = operations::object_kind.eq(JOB).and(operations::object_id.eq(job.id.to_string()));
            let recoveries = operations::kind.eq(JobAct::Recover.operation_kind());
            let lately: i64 = operations::table
                .filter(of_job.and(recoveries).and(operations::requested_at.ge(since)))
                .count()
                .get_result(self.conn)
                .await?;
            Ok(if lately < MOST { Ok(()) } else { Err("engine_dies_often") })
        }

        /// Whether the administrator of a registered cluster lets jobs be started there again by themselves.
        async fn restarts_jobs(&mut self, cluster: SessionClusterId) -> Result<bool> {
            let row = session_clusters::table.find(Stored(cluster)).select(session_clusters::restarts_jobs);
            Ok(row.first(self.conn).await.optional()?.unwrap_or(false))
        }

        async fn is_any_alive(&mut self, job: &Job, alive: &[FlinkJobId]) -> Result<bool> {
            let alive: Vec<Stored<FlinkJobId>> = alive.iter().copied().map(Stored).collect();
            let ours = runs::job_id.eq(Stored(job.id)).and(runs::flink_job_id.eq_any(alive));
            let found: i64 = runs::table.filter(ours).count().get_result(self.conn).await?;
            Ok(found > 0)
        }

        /// How many jobs on a cluster the server does something to by itself.
        pub(super) async fn own_acts_on(&mut self, cluster: SessionClusterId, act: JobAct) -> Result<i64> {
            let own = operations::kind.eq(act.operation_kind()).and(operations::requested_by.is_null());
            let on_cluster = operations::active.eq(true).and(operations::cluster_id.eq(Stored(cluster)));
            Ok(operations::table.filter(own.and(on_cluster)).count().get_result(self.conn).await?)
        }
    }
}
