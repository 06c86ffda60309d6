//! What is kept of runs that did not end well: the exception, and the ends of logs, before the engine forgets them.

use super::{Job, state::JOB};
use crate::{
    ContentHash, Result, Run, ServedClusters, Store, StoredFile,
    database::{in_transaction, on_both, with_conn},
    json_text::{JsonText, json_text},
    schema::{jobs, members, operations, run_evidence, runs, session_clusters},
    stored::Stored,
    transaction::Tx,
};
use bytes::Bytes;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::{prelude::*, sql_types::Bool};
use diesel_async::RunQueryDsl;
use model::{
    JobId, RunId, RunOutcome, UserId,
    authority::{JobView, ProjectRole, Scope, SystemScope},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What ended longer ago is not looked into any more: its engine has forgotten it.
const FRESH: TimeDelta = TimeDelta::days(1);
/// Runs that are looked into at once.
const AT_ONCE: i64 = 50;
/// Evidence is kept so long.
const KEPT: TimeDelta = TimeDelta::days(30);
/// Evidence that goes in one sweep.
const MOST_SWEPT: i64 = 1_000;
/// How a run ended of which somebody should know.
const UNSUCCESSFUL: [RunOutcome; 3] = [RunOutcome::Failed, RunOutcome::Ended, RunOutcome::CancelledOutside];

/// What a run failed with, as its engine told it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptException {
    /// The class of the innermost one: `java.lang.ArithmeticException`; may be empty.
    pub class: String,
    /// What it says; may be empty.
    pub message: String,
    /// All of it, with stack frames.
    pub trace: String,
    /// When it was thrown.
    pub at: Option<DateTime<Utc>>,
    /// In which subtask.
    pub task: Option<String>,
}

/// The end of a log.
#[derive(Clone, Debug)]
pub struct NewLogEnd {
    /// Which TaskManager wrote it; `None` for the JobManager.
    pub taskmanager: Option<String>,
    /// Its last lines.
    pub text: String,
}

/// What was found about the end of a run.
#[derive(Clone, Debug, Default)]
pub struct NewEvidence {
    /// What it failed with, if its engine told that.
    pub exception: Option<KeptException>,
    /// The end of the JobManager's log and of one TaskManager's, as far as they could be read.
    pub logs: Vec<NewLogEnd>,
    /// Why something could not be read: a code and its parameters.
    pub unread: Option<Value>,
}

/// What is kept about the end of a run.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = run_evidence)]
pub struct Evidence {
    /// Why the run is over: the code of its failure, or how it ended.
    pub code: String,
    /// What it failed with in a few words; may be empty.
    pub summary: String,
    /// What it failed with.
    #[diesel(deserialize_as = JsonText<KeptException>)]
    pub exception: Option<KeptException>,
    /// The end of the JobManager's log, a content of the file store.
    #[diesel(deserialize_as = Stored<Option<ContentHash>>)]
    pub jobmanager_log: Option<ContentHash>,
    /// The TaskManager where it failed, or one of those there were.
    pub taskmanager: Option<String>,
    /// The end of its log.
    #[diesel(deserialize_as = Stored<Option<ContentHash>>)]
    pub taskmanager_log: Option<ContentHash>,
    /// Why something could not be read: a code and its parameters.
    #[diesel(deserialize_as = Stored<Option<Value>>)]
    pub unread: Option<Value>,
    /// When it was collected.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub collected_at: DateTime<Utc>,
}

impl Store {
    /// Runs of jobs that lately ended otherwise than they should, of which nothing is kept yet, oldest first. One that
    /// somebody gave up is none of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn runs_without_evidence(&self, _: &SystemScope, of: ServedClusters) -> Result<Vec<Run>> {
        let since = (self.now() - FRESH).naive_utc();
        let over = runs::outcome.eq_any(UNSUCCESSFUL.map(Stored)).and(runs::ended_at.ge(since));
        let given_up = runs::outcome.eq(Stored(RunOutcome::Ended)).and(runs::failure.is_null());
        let registered = of.registered.into_sql::<Bool>().and(session_clusters::host.is_null());
        let there = runs::cluster_id.nullable().eq(of.local.map(Stored)).or(registered);
        let kept = run_evidence::table.select(run_evidence::run_id);
        with_conn!(self, |conn| {
            Ok(Run::query()
                .inner_join(session_clusters::table)
                .filter(over.and(runs::job_id.is_not_null()).and(there))
                .filter(diesel::dsl::not(given_up))
                .filter(runs::id.ne_all(kept))
                .order(runs::ended_at)
                .limit(AT_ONCE)
                .load(conn)
                .await?)
        })
    }

    /// Keeps what was found about the end of a run. What another server kept before stays.
    ///
    /// # Errors
    /// When the database or the file store fails.
    pub async fn keep_evidence(&self, _: &SystemScope, run: &Run, new: &NewEvidence) -> Result<()> {
        let mut logs: Vec<(&NewLogEnd, StoredFile)> = Vec::new();
        for log in new.logs.iter().filter(|log| !log.text.is_empty()) {
            logs.push((log, self.files().put(Bytes::from(log.text.clone())).await?));
        }
        let code = run.failure.as_ref().and_then(|failure| failure["code"].as_str());
        let code = code.or(run.outcome.map(RunOutcome::as_str)).unwrap_or_default();
        let of_jobmanager = logs.iter().find(|(log, _)| log.taskmanager.is_none());
        let of_taskmanager = logs.iter().find(|(log, _)| log.taskmanager.is_some());
        let taskmanager = of_taskmanager.and_then(|(log, _)| log.taskmanager.as_deref());
        in_transaction!(self, |tx| {
            for (_, stored) in &logs {
                tx.touch_content(stored).await?;
            }
            diesel::insert_into(run_evidence::table)
                .values((
                    (run_evidence::run_id.eq(Stored(run.id)), run_evidence::code.eq(code)),
                    run_evidence::summary.eq(summary(new)),
                    run_evidence::exception.eq(new.exception.as_ref().map(json_text).transpose()?),
                    run_evidence::jobmanager_log.eq(of_jobmanager.map(|(_, stored)| stored.hash.as_str())),
                    run_evidence::taskmanager.eq(taskmanager),
                    run_evidence::taskmanager_log.eq(of_taskmanager.map(|(_, stored)| stored.hash.as_str())),
                    run_evidence::unread.eq(new.unread.clone().map(Stored)),
                    run_evidence::collected_at.eq(tx.at()),
                ))
                .on_conflict_do_nothing()
                .execute(tx.conn)
                .await?;
            if let Some(job) = run.job_id { tx.job_moved(job).await } else { Ok(()) }
        })
    }

    /// Tells people of runs whose end is known by now, and whose jobs are left as they are: the job's owner, or the owners
    /// of the project when that is nobody of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tell_of_failures(&self, _: &SystemScope) -> Result<()> {
        let busy = operations::table.filter(operations::object_kind.eq(JOB).and(operations::active.eq(true)));
        let untold: Vec<Stored<RunId>> = with_conn!(self, |conn| {
            run_evidence::table
                .inner_join(runs::table.inner_join(jobs::table.on(jobs::id.nullable().eq(runs::job_id))))
                .filter(run_evidence::told_at.is_null())
                .filter(jobs::id.ne_all(busy.select(operations::object_id)))
                .order(run_evidence::collected_at)
                .limit(AT_ONCE)
                .select(run_evidence::run_id)
                .load(conn)
                .await?
        });
        for Stored(run) in untold {
            let told: Result<()> = in_transaction!(self, |tx| tx.tell_of_failure(run).await);
            told?;
        }
        Ok(())
    }

    /// What is kept about the end of a run.
    ///
    /// # Errors
    /// [`crate::Error::Missing`], also for a run of another job or project.
    pub async fn evidence(&self, scope: &Scope<JobView>, job: JobId, run: RunId) -> Result<(Run, Evidence)> {
        let run = self.run_of_job(scope, job, run).await?;
        let kept = with_conn!(self, |conn| {
            Evidence::query().filter(run_evidence::run_id.eq(Stored(run.id))).first(conn).await?
        });
        Ok((run, kept))
    }

    /// Those of a job's newest runs of which something is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn runs_with_evidence(&self, scope: &Scope<JobView>, job: JobId) -> Result<Vec<RunId>> {
        let here = runs::job_id.eq(Stored(job)).and(runs::project_id.eq(Stored(scope.project())));
        let found: Vec<Stored<RunId>> = with_conn!(self, |conn| {
            run_evidence::table
                .inner_join(runs::table)
                .filter(here)
                .order(runs::started_at.desc())
                .limit(AT_ONCE)
                .select(runs::id)
                .load(conn)
                .await?
        });
        Ok(found.into_iter().map(|Stored(run)| run).collect())
    }

    /// Forgets evidence that is too old; its logs go with the contents that nobody has any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn sweep_evidence(&self, _: &SystemScope) -> Result<()> {
        in_transaction!(self, |tx| {
            let old = run_evidence::collected_at.lt((tx.now - KEPT).naive_utc());
            let some = run_evidence::table.filter(old).limit(MOST_SWEPT).select(run_evidence::run_id);
            let ids: Vec<Stored<RunId>> = some.load(tx.conn).await?;
            diesel::delete(run_evidence::table.filter(run_evidence::run_id.eq_any(ids))).execute(tx.conn).await?;
            Ok(())
        })
    }
}

/// What a run failed with, in a few words.
fn summary(new: &NewEvidence) -> String {
    /// Characters of it.
    const MOST: usize = 300;
    let Some(exception) = &new.exception else { return String::new() };
    let class = exception.class.rsplit('.').next().unwrap_or_default();
    let message = exception.message.lines().next().unwrap_or_default();
    let parts = [class, message].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(": ").chars().take(MOST).collect()
}

/// Tells one cause from another: numbers in a message may be others each time.
fn cause(code: &str, summary: &str) -> String {
    let mut cause = format!("{code} ");
    for letter in summary.chars() {
        let letter = if letter.is_ascii_digit() { '0' } else { letter };
        if !(letter == '0' && cause.ends_with('0')) {
            cause.push(letter);
        }
    }
    cause
}

on_both! {
    impl Tx<'_, Conn> {
        /// Tells of a run, once. Nobody is told of one after which the job was started again.
        async fn tell_of_failure(&mut self, run: RunId) -> Result<()> {
            let untold = run_evidence::table.filter(run_evidence::run_id.eq(Stored(run)).and(run_evidence::told_at.is_null()));
            let kept: Option<Evidence> = diesel::update(untold)
                .set(run_evidence::told_at.eq(self.at()))
                .returning(Evidence::as_returning())
                .get_result(self.conn)
                .await
                .optional()?;
            let Some(kept) = kept else { return Ok(()) };
            let job: Option<Job> = Job::query().filter(jobs::run_id.eq(Stored(run))).first(self.conn).await.optional()?;
            let Some(job) = job else { return Ok(()) };
            let ended_at: Option<NaiveDateTime> = runs::table.find(Stored(run)).select(runs::ended_at).first(self.conn).await?;
            let cause = cause(&kept.code, &kept.summary);
            for user in self.responsible_for(&job).await? {
                self.put_in_inbox(user, (&job, run), (&kept.summary, &cause), ended_at).await?;
            }
            Ok(())
        }

        /// Whose a job is; the owners of its project when that is nobody of it any more.
        async fn responsible_for(&mut self, job: &Job) -> Result<Vec<UserId>> {
            let here = members::project_id.eq(Stored(job.project_id));
            let own = members::table.filter(here.and(members::user_id.eq(Stored(job.owner_id))));
            let own: Vec<Stored<UserId>> = own.select(members::user_id).load(self.conn).await?;
            let found = match own.is_empty() {
                false => own,
                true => {
                    let owners = members::table.filter(here.and(members::role.eq(Stored(ProjectRole::Owner))));
                    owners.select(members::user_id).load(self.conn).await?
                }
            };
            Ok(found.into_iter().map(|Stored(user)| user).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_summed_up_in_a_line_and_its_numbers_do_not_make_another_cause() {
        let exception = KeptException {
            class: "java.lang.NumberFormatException".into(),
            message: "For input string: \"x17\"\nand more".into(),
            trace: String::new(),
            at: None,
            task: None,
        };
        let summed = summary(&NewEvidence { exception: Some(exception), ..NewEvidence::default() });
        assert_eq!(summed, "NumberFormatException: For input string: \"x17\"");
        assert_eq!(cause("failed", &summed), cause("failed", &summed.replace("17", "205")));
        assert_ne!(cause("failed", &summed), cause("failed", "another"));
        assert_eq!(summary(&NewEvidence::default()), "");
    }
}
