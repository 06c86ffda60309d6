//! What runs leave behind, and its end once nobody needs it any more.

use super::{Job, SweptCheckpoint, state::JOB};
use crate::{
    Result, ServedClusters, Store,
    database::{in_transaction, with_conn},
    json_text::json_text,
    schema::{jobs, operations, runs, session_clusters},
    stored::Stored,
};
use chrono::TimeDelta;
use diesel::{prelude::*, sql_types::Bool};
use diesel_async::RunQueryDsl;
use model::{RunId, SessionClusterId, authority::SystemScope, flink::FlinkJobId};

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
    /// Runs that were over for `age` and retained checkpoints nobody goes on from: a newer run of their job has its own. The
    /// longest over first; of very many only some.
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

    /// Runs of a job that may have retained checkpoints; of very many only some.
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
