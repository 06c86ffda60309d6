//! Asking for the same to be done to many jobs, each in a transaction of its own.

use super::{DeployFrom, Job, JobOrder};
use crate::{
    Error, RequestId, Result, Store,
    database::with_conn,
    schema::{jobs, runs},
    stored::Stored,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    BulkAct, Code, DesiredState, JobId, JobState, Problem,
    authority::{JobControl, JobView, Scope},
};
use serde_json::{Value, json};

/// Jobs that are shown and asked for at once.
pub const MOST_AT_ONCE: usize = 500;
/// The code in the record of a run whose engine died where jobs are not started again by themselves.
pub(super) const RESTART_NOT_ALLOWED: &str = "restart_not_allowed";

/// Why something was not asked of a job.
#[derive(Clone, Debug, PartialEq)]
pub struct NotAsked {
    /// Which one.
    pub job: JobId,
    /// How it is called; nothing for one that is not there.
    pub name: Option<String>,
    /// Why.
    pub problems: Vec<Problem>,
}

impl Store {
    /// Asks for the same to be done to each of these jobs, as [`Store::order`] does; those that refuse it are told, and do
    /// not keep it from the others. More than [`MOST_AT_ONCE`] are not looked at.
    ///
    /// # Errors
    /// When the database fails; what was asked for until then will be done.
    pub async fn order_bulk(
        &self,
        scope: &Scope<JobControl>,
        ids: &[JobId],
        act: BulkAct,
        request: &RequestId,
    ) -> Result<Vec<NotAsked>> {
        let mut not_asked = Vec::new();
        for &id in ids.iter().take(MOST_AT_ONCE) {
            let job = match self.job_in(scope.project(), id).await {
                Ok(job) => job,
                Err(Error::Missing) => {
                    not_asked.push(NotAsked { job: id, name: None, problems: vec![Code::Missing.at("job")] });
                    continue;
                }
                Err(error) => return Err(error),
            };
            let asked = match order(act, &job) {
                Some(order) => self.order(scope, id, &order, request).await.map(drop),
                None => Err(Code::Missing.at("run").into()),
            };
            match asked {
                Ok(()) => {}
                Err(Error::Problems(problems)) => not_asked.push(NotAsked { job: id, name: Some(job.name), problems }),
                // It was deleted a moment ago.
                Err(Error::Missing) => {
                    not_asked.push(NotAsked { job: id, name: Some(job.name), problems: vec![Code::Missing.at("job")] });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(not_asked)
    }

    /// Jobs that shall run, whose cluster lost them when it died, and that it is not allowed to start again by themselves; at
    /// most [`MOST_AT_ONCE`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs_left_down(&self, scope: &Scope<JobView>) -> Result<Vec<JobId>> {
        let lost: Stored<Value> = Stored(json!({ "code": RESTART_NOT_ALLOWED }));
        let here = jobs::project_id.eq(Stored(scope.project())).and(jobs::desired.eq(Stored(DesiredState::Running)));
        // What the record of a run says is read only of the few whose run is over that way; one that is being started is none.
        let down = jobs::state.eq(Stored(JobState::Ended));
        let ids: Vec<Stored<JobId>> = with_conn!(self, |conn| {
            jobs::table
                .inner_join(runs::table.on(runs::id.nullable().eq(jobs::run_id)))
                .filter(here.and(down).and(runs::failure.eq(&lost)))
                .order(jobs::name_key)
                .limit(MOST_AT_ONCE as i64)
                .select(jobs::id)
                .load(conn)
                .await?
        });
        Ok(ids.into_iter().map(|Stored(id)| id).collect())
    }
}

fn order(act: BulkAct, job: &Job) -> Option<JobOrder> {
    Some(match act {
        BulkAct::Start => JobOrder::Deploy(DeployFrom::Latest.into()),
        BulkAct::Restart => JobOrder::Restart,
        BulkAct::Savepoint => JobOrder::Savepoint,
        BulkAct::Stop => JobOrder::Stop { drain: false },
        BulkAct::Cancel => JobOrder::Cancel,
        BulkAct::Again => JobOrder::RollBack { run: job.run_id?, start: DeployFrom::Latest.into() },
    })
}
