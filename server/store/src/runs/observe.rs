//! What was seen of runs on their engines.

use crate::{
    Result, Run, Store,
    database::{in_transaction, on_both, with_conn},
    schema::runs,
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    JobId, ProjectId, RunId, RunOutcome, SessionClusterId,
    authority::SystemScope,
    flink::{FlinkJobId, JobStatus},
    is_job_over,
};
use std::collections::HashMap;

/// That nothing changed is written down this often.
const SEEN_NOTED_EVERY: TimeDelta = TimeDelta::seconds(60);

/// A run that is not over.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct WatchedRun {
    /// Which one.
    #[diesel(deserialize_as = Stored<RunId>)]
    pub id: RunId,
    /// Of which job; `None` for what a query started.
    #[diesel(deserialize_as = Stored<Option<JobId>>)]
    pub job_id: Option<JobId>,
    /// What Flink calls it.
    #[diesel(deserialize_as = Stored<FlinkJobId>)]
    pub flink_job_id: FlinkJobId,
    /// As Flink last said it.
    pub state: Option<String>,
    /// Since when it is not known what it does.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub unknown_since: Option<DateTime<Utc>>,
    /// Which process of its cluster had it last.
    pub incarnation: Option<String>,
    /// The step at which it is, if it has several.
    pub step: Option<i64>,
}

/// What Flink says of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedJob {
    /// Which one.
    pub job: FlinkJobId,
    /// Verbatim: `RUNNING`.
    pub state: String,
}

impl Store {
    /// The runs of a cluster that are not over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn watched_runs(&self, _: &SystemScope, cluster: SessionClusterId) -> Result<Vec<WatchedRun>> {
        with_conn!(self, |conn| {
            Ok(runs::table
                .filter(runs::cluster_id.eq(Stored(cluster)).and(runs::ended_at.is_null()))
                .order(runs::id)
                .select((
                    runs::id,
                    runs::job_id,
                    runs::flink_job_id,
                    runs::state,
                    runs::unknown_since,
                    runs::incarnation,
                    runs::step,
                ))
                .load(conn)
                .await?)
        })
    }

    /// What the open runs of a project on a cluster are called there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn names_of_runs(
        &self,
        _: &SystemScope,
        project: ProjectId,
        cluster: SessionClusterId,
    ) -> Result<HashMap<FlinkJobId, String>> {
        let names: Vec<(Stored<FlinkJobId>, String)> = with_conn!(self, |conn| {
            let of_project = runs::project_id.eq(Stored(project)).and(runs::cluster_id.eq(Stored(cluster)));
            let open = runs::table.filter(of_project.and(runs::ended_at.is_null()));
            open.select((runs::flink_job_id, runs::name)).load(conn).await?
        });
        Ok(names.into_iter().map(|(Stored(job), name)| (job, name)).collect())
    }

    /// Writes down what a cluster said of its jobs. Jobs that are nobody's run are passed over.
    ///
    /// A run that is not named keeps its state, and it is not known since now what it does: a missing job is not a dead job.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn observe_runs(&self, _: &SystemScope, cluster: SessionClusterId, jobs: &[ObservedJob]) -> Result<()> {
        let noted = (self.now() - SEEN_NOTED_EVERY).naive_utc();
        in_transaction!(self, |tx| {
            for seen in jobs {
                tx.job_seen(cluster, seen, noted).await?;
            }
            let named = jobs.iter().map(|seen| Stored(seen.job));
            tx.runs_unknown(cluster, named.collect()).await
        })
    }

    /// Writes down what a cluster said of one of its jobs; of the others nothing is known by that.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn observe_run(&self, _: &SystemScope, cluster: SessionClusterId, seen: &ObservedJob) -> Result<()> {
        let noted = (self.now() - SEEN_NOTED_EVERY).naive_utc();
        in_transaction!(self, |tx| tx.job_seen(cluster, seen, noted).await)
    }

    /// Writes down which process of a cluster has these runs now: it may have taken them up from another one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_incarnation(&self, _: &SystemScope, those: &[RunId], incarnation: &str) -> Result<()> {
        let those: Vec<Stored<RunId>> = those.iter().copied().map(Stored).collect();
        with_conn!(self, |conn| {
            let of_them = runs::table.filter(runs::id.eq_any(those));
            diesel::update(of_them).set(runs::incarnation.eq(incarnation)).execute(conn).await?;
            Ok(())
        })
    }

    /// Writes down that a cluster cannot be asked: what its runs do is not known, since now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_unreachable(&self, _: &SystemScope, cluster: SessionClusterId) -> Result<()> {
        in_transaction!(self, |tx| tx.runs_unknown(cluster, Vec::new()).await)
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Writes down in which state a job was seen, if it is an open run; that it is the same as before, only now and then.
        async fn job_seen(
            &mut self,
            cluster: SessionClusterId,
            seen: &ObservedJob,
            noted: NaiveDateTime,
        ) -> Result<()> {
            let open = runs::cluster_id.eq(Stored(cluster)).and(runs::ended_at.is_null());
            let run = runs::table.filter(open.and(runs::flink_job_id.eq(Stored(seen.job))));
            let is_other = runs::state.is_null().or(runs::state.assume_not_null().ne(&seen.state));
            let ended = is_job_over(&seen.state).then(|| self.at());
            let changed: Option<Run> = diesel::update(run.filter(is_other.or(runs::unknown_since.is_not_null())))
                .set((
                    runs::state.eq(&seen.state),
                    runs::observed_at.eq(self.at()),
                    runs::ended_at.eq(ended),
                    runs::unknown_since.eq(None::<NaiveDateTime>),
                    runs::revision.eq(runs::revision + 1),
                ))
                .returning(Run::as_returning())
                .get_result(self.conn)
                .await
                .optional()?;
            if let Some(run) = changed {
                return self.run_seen(&run, &seen.state).await;
            }
            let is_old = runs::observed_at.assume_not_null().lt(noted);
            diesel::update(run.filter(is_old)).set(runs::observed_at.eq(self.at())).execute(self.conn).await?;
            Ok(())
        }

        /// What follows for a run from the state in which it was seen.
        async fn run_seen(&mut self, run: &Run, state: &str) -> Result<()> {
            if run.job_id.is_some()
                && run.outcome.is_none()
                && let Some(outcome) = RunOutcome::seen(&JobStatus::from(state.to_owned()))
            {
                if self.step_seen(run, outcome).await? {
                    return self.run_moved(run).await;
                }
                let set = diesel::update(runs::table.find(Stored(run.id))).set(runs::outcome.eq(Stored(outcome)));
                set.execute(self.conn).await?;
            }
            self.run_moved(run).await
        }

        /// From now on it is not known what the runs of a cluster do, but for those that were named.
        async fn runs_unknown(&mut self, cluster: SessionClusterId, named: Vec<Stored<FlinkJobId>>) -> Result<()> {
            let of_cluster = runs::cluster_id.eq(Stored(cluster)).and(runs::ended_at.is_null());
            // What was just submitted may not be there yet.
            let was_seen = runs::state.is_not_null().and(runs::unknown_since.is_null());
            let lost: Vec<Run> = diesel::update(runs::table.filter(of_cluster.and(was_seen)))
                .filter(runs::flink_job_id.ne_all(named))
                .set((runs::unknown_since.eq(self.at()), runs::revision.eq(runs::revision + 1)))
                .returning(Run::as_returning())
                .get_results(self.conn)
                .await?;
            for run in lost {
                self.run_moved(&run).await?;
            }
            Ok(())
        }
    }
}
