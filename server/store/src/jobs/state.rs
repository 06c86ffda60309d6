//! What a job does, written down whenever something changes from which that follows.

use super::Job;
use crate::{
    Result,
    database::on_both,
    schema::{jobs, operations, runs},
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{JobAct, JobFacts, JobId, JobState, RunFacts, RunOutcome, RunStep, Topic, flink::JobStatus, job_state};

/// How operations call a job.
pub(crate) const JOB: &str = "job";

/// The part of a run from which a job's state follows.
#[derive(Queryable)]
struct Seen {
    state: Option<String>,
    #[diesel(deserialize_as = Stored<Option<RunOutcome>>)]
    outcome: Option<RunOutcome>,
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    unknown_since: Option<DateTime<Utc>>,
    step: Option<i64>,
    steps: Option<i64>,
}

on_both! {
    impl Tx<'_, Conn> {
        /// What is being done to a job.
        pub(super) async fn active_act(&mut self, job: JobId) -> Result<Option<JobAct>> {
            let of_job = operations::object_kind.eq(JOB).and(operations::object_id.eq(job.to_string()));
            let kind: Option<String> = operations::table
                .filter(of_job.and(operations::active.eq(true)))
                .select(operations::kind)
                .first(self.conn)
                .await
                .optional()?;
            Ok(kind.and_then(|kind| JobAct::from_operation_kind(&kind).ok()))
        }

        /// Writes down what a job does now, and says that it looks different. A job that is gone does nothing.
        pub(crate) async fn job_moved(&mut self, id: JobId) -> Result<()> {
            let job: Option<Job> = Job::query().filter(jobs::id.eq(Stored(id))).first(self.conn).await.optional()?;
            let Some(job) = job else { return Ok(()) };
            let seen: Option<Seen> = match job.run_id {
                Some(run) => {
                    let seen = (runs::state, runs::outcome, runs::unknown_since, runs::step, runs::steps);
                    let run = runs::table.find(Stored(run)).select(seen);
                    run.first(self.conn).await.optional()?
                }
                None => None,
            };
            let unknown_since = seen.as_ref().and_then(|seen| seen.unknown_since);
            let facts = JobFacts {
                desired: job.desired,
                under_way: self.active_act(id).await?,
                run: seen.map(|seen| RunFacts {
                    flink_state: seen.state.map(JobStatus::from),
                    unknown_since: seen.unknown_since.map(|since| since.timestamp_millis()),
                    outcome: seen.outcome,
                    step: RunStep::of(seen.step, seen.steps),
                }),
            };
            let state = job_state(&facts);
            let since = match state == job.state {
                true => job.state_since,
                false => unknown_since.filter(|_| state == JobState::Unknown).unwrap_or(self.now),
            };
            let stamp: i64 = diesel::update(jobs::table.find(Stored(id)))
                .set((
                    jobs::state.eq(Stored(state)),
                    jobs::state_since.eq(since.naive_utc()),
                    jobs::stamp.eq(jobs::stamp + 1),
                ))
                .returning(jobs::stamp)
                .get_result(self.conn)
                .await?;
            self.changed(Topic::Job(job.project_id, id), stamp);
            Ok(())
        }
    }
}
