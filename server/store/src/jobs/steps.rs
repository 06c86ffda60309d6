//! The steps of a run of a batch script: one Flink job after the other.
//!
//! A run is at one of its steps, and its Flink job is that step's. That a step is done, and which one follows, is written down
//! at once; the one that follows is begun by an operation, so that of many servers one begins it.

use super::{Job, JobOrder};
use crate::{
    OperationClaim, Result, Run, Store,
    database::{in_transaction, on_both, with_conn},
    schema::{jobs, run_steps, runs},
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, DesiredState, JobId, RunId, RunOutcome, RunStep, SessionClusterId,
    authority::{JobView, Scope, SystemScope},
    flink::FlinkJobId,
};
use serde_json::Value;
use std::collections::HashMap;

/// A step of a run.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = run_steps)]
pub struct BatchStep {
    /// Of which run.
    #[diesel(deserialize_as = Stored<RunId>)]
    pub run_id: RunId,
    /// They are counted, from 1.
    pub number: i64,
    /// What Flink calls it, or shall.
    #[diesel(deserialize_as = Stored<FlinkJobId>)]
    pub flink_job_id: FlinkJobId,
    /// The line of the script in which its statement begins, from 1.
    pub line: i64,
    /// The first line of its statement. Never a secret.
    pub statement: String,
    /// When it was begun; `None` for one that was not.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub started_at: Option<DateTime<Utc>>,
    /// When it was seen to be over.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub ended_at: Option<DateTime<Utc>>,
    /// How it ended; `None` for one that did not.
    #[diesel(deserialize_as = Stored<Option<RunOutcome>>)]
    pub outcome: Option<RunOutcome>,
    /// Why it failed: a code and its parameters.
    #[diesel(deserialize_as = Stored<Option<Value>>)]
    pub failure: Option<Value>,
    /// The run that did it, for one that is taken as done.
    #[diesel(deserialize_as = Stored<Option<RunId>>)]
    pub taken_from: Option<RunId>,
}

/// A step that a run is to have.
#[derive(Clone, Debug)]
pub struct NewStep {
    /// What Flink shall call it; chosen before it is submitted.
    pub flink_job_id: FlinkJobId,
    /// The line of the script in which its statement begins, from 1.
    pub line: i64,
    /// The first line of its statement. Never a secret.
    pub statement: String,
}

/// The steps of a run that is about to begin.
#[derive(Clone, Debug)]
pub struct NewSteps {
    /// All of them, in their order.
    pub all: Vec<NewStep>,
    /// The number of the one that it begins with.
    pub first: i64,
    /// The run that did those before.
    pub taken_from: Option<RunId>,
}

impl Store {
    /// The steps of a run, in their order; none of a run that has one Flink job.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn steps_of_run(&self, _: &Scope<JobView>, run: &Run) -> Result<Vec<BatchStep>> {
        with_conn!(self, |conn| {
            let of_run = BatchStep::query().filter(run_steps::run_id.eq(Stored(run.id)));
            Ok(of_run.order(run_steps::number).load(conn).await?)
        })
    }

    /// Asks for the next step of each run on a cluster that waits for it, one operation each: not while something else is done
    /// to its job, nor while hands are off. Says how many were asked for.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn advance_runs(&self, _: &SystemScope, cluster: SessionClusterId) -> Result<usize> {
        let waiting: Vec<Stored<RunId>> = with_conn!(self, |conn| {
            let open = runs::cluster_id.eq(Stored(cluster)).and(runs::ended_at.is_null());
            let is_at = run_steps::number.nullable().eq(runs::step);
            runs::table
                .inner_join(run_steps::table)
                .filter(open.and(is_at).and(run_steps::started_at.is_null()))
                .select(runs::id)
                .load(conn)
                .await?
        });
        let mut asked = 0;
        for Stored(run) in waiting {
            let done: Result<bool> = async { in_transaction!(self, |tx| tx.advance_run(run).await) }.await;
            match done {
                Ok(is_asked) => asked += usize::from(is_asked),
                // Another server was faster.
                Err(crate::Error::Problems(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(asked)
    }

    /// Writes down that the step at which a run is begins now, on which process of its cluster. One that was begun before a
    /// crash was begun then. `None` when the run is over.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`] when the operation is somebody else's.
    pub async fn begin_batch_step(
        &self,
        _: &SystemScope,
        claim: &OperationClaim,
        run: RunId,
        incarnation: Option<&str>,
    ) -> Result<Option<Run>> {
        in_transaction!(self, |tx| {
            tx.must_carry(claim).await?;
            let open = runs::table.find(Stored(run)).filter(runs::ended_at.is_null());
            let locked: Option<Run> = diesel::update(open)
                .set(runs::revision.eq(runs::revision + 1))
                .returning(Run::as_returning())
                .get_result(tx.conn)
                .await
                .optional()?;
            let Some(mut locked) = locked else { return Ok(None) };
            let begun = diesel::update(of_run(&locked).filter(run_steps::started_at.is_null()))
                .set(run_steps::started_at.eq(tx.at()))
                .execute(tx.conn)
                .await?;
            if begun > 0 {
                let set = diesel::update(runs::table.find(Stored(run))).set(runs::incarnation.eq(incarnation));
                set.execute(tx.conn).await?;
                locked.incarnation = incarnation.map(str::to_owned);
            }
            tx.run_moved(&locked).await?;
            Ok(Some(locked))
        })
    }

    /// Writes down why a step failed, unless that is known already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_step_failure(
        &self,
        _: &SystemScope,
        (run, job): (RunId, FlinkJobId),
        reason: &Value,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let step = run_steps::table.filter(run_steps::run_id.eq(Stored(run)));
            let unexplained = run_steps::flink_job_id.eq(Stored(job)).and(run_steps::failure.is_null());
            let noted = diesel::update(step.filter(unexplained)).set(run_steps::failure.eq(Stored(reason.clone())));
            if noted.execute(tx.conn).await? == 0 {
                return Ok(());
            }
            let here = runs::table.find(Stored(run)).filter(runs::flink_job_id.eq(Stored(job)));
            let noted: Option<Run> = diesel::update(here.filter(runs::failure.is_null()))
                .set((runs::failure.eq(Stored(reason.clone())), runs::revision.eq(runs::revision + 1)))
                .returning(Run::as_returning())
                .get_result(tx.conn)
                .await
                .optional()?;
            match noted {
                Some(run) => tx.run_moved(&run).await,
                None => Ok(()),
            }
        })
    }
}

impl Run {
    /// At which of its steps it is, or ended; `None` for a run of one.
    pub fn at_step(&self) -> Option<RunStep> {
        RunStep::of(self.step, self.steps)
    }
}

/// The step at which a run is.
#[diesel::dsl::auto_type]
fn of_run(run: &Run) -> _ {
    let id: Stored<RunId> = Stored(run.id);
    let number: i64 = run.step.unwrap_or_default();
    run_steps::table.filter(run_steps::run_id.eq(id)).filter(run_steps::number.eq(number))
}

on_both! {
    impl Tx<'_, Conn> {
        /// Records the steps of a run; those before its first are taken as done.
        pub(super) async fn insert_steps(&mut self, run: &Run, steps: &NewSteps) -> Result<()> {
            let now = self.at();
            let done_by = self.done_by(steps.taken_from).await?;
            for (number, step) in (1..).zip(&steps.all) {
                let is_done = number < steps.first;
                let at = (number == steps.first).then_some(now);
                diesel::insert_into(run_steps::table)
                    .values((
                        (run_steps::run_id.eq(Stored(run.id)), run_steps::number.eq(number)),
                        run_steps::flink_job_id.eq(Stored(step.flink_job_id)),
                        (run_steps::line.eq(step.line), run_steps::statement.eq(&step.statement)),
                        run_steps::started_at.eq(at),
                        run_steps::outcome.eq(is_done.then_some(Stored(RunOutcome::Finished))),
                        run_steps::taken_from.eq(done_by.get(&number).filter(|_| is_done).copied().map(Stored)),
                    ))
                    .execute(self.conn)
                    .await?;
            }
            Ok(())
        }

        /// Which run did each step that another one takes as done: the one that it goes on from, or one before that.
        async fn done_by(&mut self, taken_from: Option<RunId>) -> Result<HashMap<i64, RunId>> {
            let Some(last) = taken_from else { return Ok(HashMap::new()) };
            let steps = run_steps::table.filter(run_steps::run_id.eq(Stored(last)));
            let steps: Vec<(i64, Stored<Option<RunId>>)> =
                steps.select((run_steps::number, run_steps::taken_from)).load(self.conn).await?;
            Ok(steps.into_iter().map(|(number, Stored(before))| (number, before.unwrap_or(last))).collect())
        }

        /// The step at which a run is ended, if it was begun.
        pub(crate) async fn step_over(
            &mut self,
            run: &Run,
            outcome: RunOutcome,
            failure: Option<&Value>,
        ) -> Result<()> {
            if run.step.is_none() {
                return Ok(());
            }
            let begun = of_run(run).filter(run_steps::started_at.is_not_null());
            diesel::update(begun)
                .set((
                    run_steps::outcome.eq(Stored(outcome)),
                    run_steps::ended_at.eq(self.at()),
                    failure.map(|failure| run_steps::failure.eq(Stored(failure.clone()))),
                ))
                .execute(self.conn)
                .await?;
            Ok(())
        }

        /// What follows for a run in steps from an outcome of the one at which it is: whether the run goes on.
        pub(crate) async fn step_seen(&mut self, run: &Run, outcome: RunOutcome) -> Result<bool> {
            let Some(step) = run.at_step() else { return Ok(false) };
            self.step_over(run, outcome, None).await?;
            if outcome != RunOutcome::Finished || step.is_last() {
                return Ok(false);
            }
            let next = run_steps::table.find((Stored(run.id), step.number + 1)).select(run_steps::flink_job_id);
            let Stored(job): Stored<FlinkJobId> = next.first(self.conn).await?;
            diesel::update(runs::table.find(Stored(run.id)))
                .set((
                    (runs::flink_job_id.eq(Stored(job)), runs::step.eq(step.number + 1)),
                    (runs::state.eq(None::<String>), runs::ended_at.eq(None::<NaiveDateTime>)),
                    runs::unknown_since.eq(None::<NaiveDateTime>),
                ))
                .execute(self.conn)
                .await?;
            Ok(true)
        }

        /// Asks for the step that a run waits for, if it still does and nothing keeps it.
        async fn advance_run(&mut self, id: RunId) -> Result<bool> {
            let run: Run = Run::query().filter(runs::id.eq(Stored(id))).first(self.conn).await?;
            let of_run = jobs::run_id.eq(Stored(id)).and(jobs::desired.eq(Stored(DesiredState::Running)));
            let job: Option<Job> = Job::query().filter(of_run).first(self.conn).await.optional()?;
            let Some(job) = job.filter(|_| run.ended_at.is_none()) else { return Ok(false) };
            if self.active_act(job.id).await?.is_some() || self.hands_are_off(job.id, run.cluster_id).await? {
                return Ok(false);
            }
            if !self.waits_for_step(id).await? {
                return Ok(false);
            }
            let new = self.operation_of(&JobOrder::NextStep, &job).await?;
            self.insert_own_operation(&new, job.project_id).await?;
            Ok(true)
        }

        /// Whether a run is at a step that was not begun.
        pub(super) async fn waits_for_step(&mut self, run: RunId) -> Result<bool> {
            let is_at = run_steps::number.nullable().eq(runs::step).and(run_steps::started_at.is_null());
            let at = runs::table.inner_join(run_steps::table).filter(runs::id.eq(Stored(run)).and(is_at));
            Ok(at.count().get_result::<i64>(self.conn).await? > 0)
        }

        /// Refuses a run that is not the job's newest one, or that had no steps to go on with.
        pub(super) async fn must_be_resumable(&mut self, job: JobId, newest: Option<RunId>, run: RunId) -> Result<()> {
            let here = runs::job_id.eq(Stored(job)).and(runs::step.is_not_null());
            let found: i64 = runs::table.find(Stored(run)).filter(here).count().get_result(self.conn).await?;
            if newest != Some(run) || found == 0 { Err(Code::Missing.at("run").into()) } else { Ok(()) }
        }
    }
}
