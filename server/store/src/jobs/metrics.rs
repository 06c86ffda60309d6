//! The numbers of running jobs, for an hour.

use crate::{
    Result, Store,
    database::{Lite, Postgres, in_transaction, with_conn},
    schema::{job_metrics, runs},
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    JobId, JobMetric, MetricValues, ProjectId, RunId, Topic,
    authority::{JobView, Scope, SystemScope},
};

/// Older numbers are forgotten.
const KEPT: TimeDelta = TimeDelta::hours(1);
/// Rows that are written by one statement: a database takes only so many parameters.
const AT_ONCE: usize = 500;

/// The numbers of a run at one time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JobSample {
    /// When its cluster was asked.
    pub at: DateTime<Utc>,
    /// What it told.
    pub numbers: MetricValues,
}

/// What a cluster told of one of its runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NewSample {
    /// Which one.
    pub run: RunId,
    /// What was told.
    pub numbers: MetricValues,
}

impl Store {
    /// Writes down what a cluster told of its runs, all at one time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_metrics(&self, _: &SystemScope, told: &[NewSample]) -> Result<()> {
        in_transaction!(self, |tx| {
            for told in told.chunks(AT_ONCE) {
                let rows: Vec<_> = told.iter().map(|sample| Row::of(sample, tx.at())).collect();
                let those: Vec<_> = told.iter().map(|sample| Stored(sample.run)).collect();
                tx.insert_metrics(rows).await?;
                let of_jobs: Vec<(Stored<ProjectId>, Stored<Option<JobId>>)> = runs::table
                    .filter(runs::id.eq_any(those))
                    .select((runs::project_id, runs::job_id))
                    .load(tx.conn)
                    .await?;
                for (Stored(project), Stored(job)) in of_jobs {
                    if let Some(job) = job {
                        tx.changed(Topic::JobMetrics(project, job), tx.now.timestamp_millis());
                    }
                }
            }
            Ok(())
        })
    }

    /// The numbers of a run of the project in the last hour, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn metrics(&self, scope: &Scope<JobView>, run: RunId) -> Result<Vec<JobSample>> {
        let since = (self.now() - KEPT).naive_utc();
        let rows: Vec<Row> = with_conn!(self, |conn| {
            job_metrics::table
                .inner_join(runs::table)
                .filter(runs::project_id.eq(Stored(scope.project())).and(job_metrics::run_id.eq(Stored(run))))
                .filter(job_metrics::at.ge(since))
                .order(job_metrics::at)
                .select(Row::as_select())
                .load(conn)
                .await?
        });
        Ok(rows.into_iter().map(Row::into_sample).collect())
    }

    /// Forgets the numbers that are too old.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_metrics(&self, _: &SystemScope) -> Result<()> {
        in_transaction!(self, |tx| {
            let old = job_metrics::table.filter(job_metrics::at.lt((tx.now - KEPT).naive_utc()));
            diesel::delete(old).execute(tx.conn).await?;
            Ok(())
        })
    }
}

impl Tx<'_, Lite> {
    /// A statement for each row is no journey here.
    async fn insert_metrics(&mut self, rows: Vec<Row>) -> Result<()> {
        for row in rows {
            diesel::insert_into(job_metrics::table).values(row).on_conflict_do_nothing().execute(self.conn).await?;
        }
        Ok(())
    }
}

impl Tx<'_, Postgres> {
    async fn insert_metrics(&mut self, rows: Vec<Row>) -> Result<()> {
        diesel::insert_into(job_metrics::table).values(rows).on_conflict_do_nothing().execute(self.conn).await?;
        Ok(())
    }
}

#[derive(Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = job_metrics, treat_none_as_default_value = false)]
struct Row {
    run_id: String,
    at: NaiveDateTime,
    records_in: Option<f64>,
    records_out: Option<f64>,
    busy: Option<f64>,
    backpressured: Option<f64>,
    watermark_lag: Option<f64>,
    pending: Option<f64>,
    restarts: Option<f64>,
    checkpoint_age: Option<f64>,
    checkpoint_duration: Option<f64>,
    checkpoint_size: Option<f64>,
    heap: Option<f64>,
    cpu: Option<f64>,
}

impl Row {
    fn of(sample: &NewSample, at: NaiveDateTime) -> Self {
        let number = |metric| sample.numbers.get(metric);
        Self {
            run_id: sample.run.to_string(),
            at,
            records_in: number(JobMetric::RecordsIn),
            records_out: number(JobMetric::RecordsOut),
            busy: number(JobMetric::Busy),
            backpressured: number(JobMetric::Backpressured),
            watermark_lag: number(JobMetric::WatermarkLag),
            pending: number(JobMetric::Pending),
            restarts: number(JobMetric::Restarts),
            checkpoint_age: number(JobMetric::CheckpointAge),
            checkpoint_duration: number(JobMetric::CheckpointDuration),
            checkpoint_size: number(JobMetric::CheckpointSize),
            heap: number(JobMetric::Heap),
            cpu: number(JobMetric::Cpu),
        }
    }

    fn into_sample(self) -> JobSample {
        let numbers = MetricValues::default()
            .with(JobMetric::RecordsIn, self.records_in)
            .with(JobMetric::RecordsOut, self.records_out)
            .with(JobMetric::Busy, self.busy)
            .with(JobMetric::Backpressured, self.backpressured)
            .with(JobMetric::WatermarkLag, self.watermark_lag)
            .with(JobMetric::Pending, self.pending)
            .with(JobMetric::Restarts, self.restarts)
            .with(JobMetric::CheckpointAge, self.checkpoint_age)
            .with(JobMetric::CheckpointDuration, self.checkpoint_duration)
            .with(JobMetric::CheckpointSize, self.checkpoint_size)
            .with(JobMetric::Heap, self.heap)
            .with(JobMetric::Cpu, self.cpu);
        JobSample { at: self.at.and_utc(), numbers }
    }
}
