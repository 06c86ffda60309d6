//! What was seen of runs on their engines.

use crate::{
    Result, Store,
    database::{in_transaction, with_conn},
    schema::runs,
    stored::Stored,
};
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{ProjectId, RunId, SessionClusterId, Topic, authority::SystemScope, flink::FlinkJobId, is_job_over};

/// That nothing changed is written down this often.
const SEEN_NOTED_EVERY: TimeDelta = TimeDelta::seconds(60);

/// A run that is not over.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct WatchedRun {
    /// Which one.
    #[diesel(deserialize_as = Stored<RunId>)]
    pub id: RunId,
    /// Whose it is.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// What Flink calls it.
    #[diesel(deserialize_as = Stored<FlinkJobId>)]
    pub flink_job_id: FlinkJobId,
    /// As Flink last said it.
    pub state: Option<String>,
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
                .select((runs::id, runs::project_id, runs::flink_job_id, runs::state))
                .load(conn)
                .await?)
        })
    }

    /// Writes down what a cluster said of its jobs. A job that is not named keeps its state: a missing job is not a
    /// dead job. Jobs that are nobody's run are passed over.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn observe_runs(&self, _: &SystemScope, cluster: SessionClusterId, jobs: &[ObservedJob]) -> Result<()> {
        let noted = (self.now() - SEEN_NOTED_EVERY).naive_utc();
        in_transaction!(self, |tx| {
            let open = runs::cluster_id.eq(Stored(cluster)).and(runs::ended_at.is_null());
            for seen in jobs {
                let run = runs::table.filter(open.and(runs::flink_job_id.eq(Stored(seen.job))));
                let is_news = runs::state.is_null().or(runs::state.assume_not_null().ne(&seen.state));
                let ended = is_job_over(&seen.state).then(|| tx.at());
                let changed: Option<Stored<ProjectId>> = diesel::update(run.filter(is_news))
                    .set((
                        runs::state.eq(&seen.state),
                        runs::observed_at.eq(tx.at()),
                        runs::ended_at.eq(ended),
                        runs::revision.eq(runs::revision + 1),
                    ))
                    .returning(runs::project_id)
                    .get_result(tx.conn)
                    .await
                    .optional()?;
                match changed {
                    Some(Stored(project)) => tx.changed(Topic::Runs(project), 0),
                    None => {
                        let is_old = runs::observed_at.assume_not_null().lt(noted);
                        let seen_again = diesel::update(run.filter(is_old)).set(runs::observed_at.eq(tx.at()));
                        seen_again.execute(tx.conn).await?;
                    }
                }
            }
            Ok(())
        })
    }
}
