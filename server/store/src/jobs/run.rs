//! The runs of jobs.

use crate::{
    Job, NewSteps, OperationClaim, Result, Run, ScriptVersion, Store,
    database::{in_transaction, on_both, with_conn},
    schema::{jobs, runs, script_versions, snapshots},
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, Utc};
use diesel::{dsl::max, prelude::*};
use diesel_async::RunQueryDsl;
use model::{
    Artifact, ArtifactVersion, JobId, RunId, RunOutcome, SessionClusterId,
    authority::{JobView, Scope, SystemScope},
    flink::FlinkJobId,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Which of the runs that an operation may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunAttempt {
    /// The one that was asked for.
    Asked,
    /// The one before, started again because the one that was asked for did not come up.
    Fallback,
}

impl RunAttempt {
    fn number(self) -> i64 {
        match self {
            Self::Asked => 1,
            Self::Fallback => 2,
        }
    }
}

/// A run that is about to be submitted.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// Which of the operation's.
    pub attempt: RunAttempt,
    /// Where.
    pub cluster: SessionClusterId,
    /// Which process of that cluster it is handed to, if the cluster tells.
    pub incarnation: Option<String>,
    /// Which version of its script or jar it runs.
    pub version: ArtifactVersion,
    /// What Flink shall call it; chosen before it is submitted. Of a run in steps, its first one's.
    pub flink_job_id: FlinkJobId,
    /// Its steps, if it has several.
    pub steps: Option<NewSteps>,
    /// Everything that was resolved, for whoever starts it again. Never a secret.
    pub resolved: Value,
    /// The snapshot that it goes on from, as Flink names it.
    pub restored_from: Option<String>,
}

/// State that a run can go on from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownState {
    /// Where it lies, as Flink names it.
    pub path: String,
    /// When it was complete; of what a run began with, when that run was submitted.
    pub completed_at: DateTime<Utc>,
}

/// The runs that an operation began.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BegunRuns {
    /// The one that was asked for.
    pub asked: Option<Run>,
    /// The one before it, started again.
    pub fallback: Option<Run>,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub struct RunEnd {
    /// In a word.
    pub outcome: RunOutcome,
    /// Why, if it failed: a code and its parameters, or what the engine said.
    pub failure: Option<Value>,
}

/// The newest completed checkpoint of a run, as it was last seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweptCheckpoint {
    /// Flink counts them, from 1.
    pub number: u64,
    /// Where it lies; `None` when Flink does not keep it.
    pub path: Option<String>,
    /// When it was complete.
    pub completed_at: DateTime<Utc>,
    /// In bytes.
    pub size: Option<u64>,
    /// How long it took, in milliseconds.
    pub duration: Option<u64>,
    /// How many were completed.
    pub completed: u64,
    /// How many failed.
    pub failed: u64,
}

impl Store {
    /// The version of its script that a deploy of the job runs: the chosen one, or the script as it stands now, of which a
    /// version is made unless the newest one says the same.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`] when the operation is somebody else's, [`crate::Error::Missing`] when the version or the
    /// script is gone, or the job runs something else.
    pub async fn version_for_deploy(
        &self,
        _: &SystemScope,
        claim: &OperationClaim,
        job: &Job,
    ) -> Result<ScriptVersion> {
        in_transaction!(self, |tx| {
            tx.must_carry(claim).await?;
            let Artifact::Script { script, version } = job.artifact else { return Err(crate::Error::Missing) };
            if let Some(version) = version {
                return Ok(ScriptVersion::query()
                    .filter(script_versions::id.eq(Stored(version)))
                    .first(tx.conn)
                    .await?);
            }
            let script = tx.locked_script(job.project_id, script).await?;
            let by = claim.operation.requested_by.unwrap_or(job.changed_by);
            tx.version_of_now(&script, &job.name, by).await
        })
    }

    /// Records a run before it is submitted, for the operation that submits it. One operation begins one run for each
    /// attempt: asked again, after a crash, it is the same one.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`] when the operation is somebody else's, [`crate::Error::Missing`] when the job is gone.
    pub async fn begin_run(&self, _: &SystemScope, claim: &OperationClaim, job: JobId, new: NewRun) -> Result<Run> {
        in_transaction!(self, |tx| {
            tx.must_carry(claim).await?;
            let operation = Stored(claim.operation.id);
            let attempt = new.attempt.number();
            let of_attempt = runs::operation_id.eq(operation).and(runs::attempt.eq(attempt));
            let begun: Option<Run> = Run::query().filter(of_attempt).first(tx.conn).await.optional()?;
            if let Some(run) = begun {
                return Ok(run);
            }
            let job = Job::query().filter(jobs::id.eq(Stored(job))).first(tx.conn).await?;
            let of_job = runs::table.filter(runs::job_id.eq(Stored(job.id)));
            let last: Option<i64> = of_job.select(max(runs::number)).first(tx.conn).await?;
            let by = claim.operation.requested_by.unwrap_or(job.changed_by);
            let run: Run = diesel::insert_into(runs::table)
                .values((
                    (runs::id.eq(Stored(tx.id::<RunId>())), runs::project_id.eq(Stored(job.project_id))),
                    (runs::cluster_id.eq(Stored(new.cluster)), runs::user_id.eq(Stored(by))),
                    (runs::flink_job_id.eq(Stored(new.flink_job_id)), runs::name.eq(&job.name)),
                    (runs::started_at.eq(tx.at()), runs::revision.eq(1_i64)),
                    (runs::job_id.eq(Stored(job.id)), runs::number.eq(last.unwrap_or(0) + 1)),
                    (runs::operation_id.eq(operation), runs::attempt.eq(attempt)),
                    (runs::version_id.eq(new.version.script().map(Stored)), runs::incarnation.eq(new.incarnation)),
                    runs::jar_version_id.eq(new.version.jar().map(Stored)),
                    (runs::resolved.eq(Stored(new.resolved)), runs::restored_from.eq(new.restored_from)),
                    runs::step.eq(new.steps.as_ref().map(|steps| steps.first)),
                    runs::steps.eq(new.steps.as_ref().map(|steps| steps.all.len() as i64)),
                ))
                .returning(Run::as_returning())
                .get_result(tx.conn)
                .await?;
            if let Some(steps) = &new.steps {
                tx.insert_steps(&run, steps).await?;
            }
            diesel::update(jobs::table.find(Stored(job.id)))
                .set(jobs::run_id.eq(Stored(run.id)))
                .execute(tx.conn)
                .await?;
            tx.run_moved(&run).await?;
            Ok(run)
        })
    }

    /// Records how a run ended, whatever was seen of it before. Only the operation that ended it says so.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`] when the operation is somebody else's.
    pub async fn end_run(&self, _: &SystemScope, claim: &OperationClaim, run: RunId, end: RunEnd) -> Result<()> {
        in_transaction!(self, |tx| {
            tx.must_carry(claim).await?;
            let run: Run = diesel::update(runs::table.find(Stored(run)))
                .set((
                    runs::outcome.eq(Stored(end.outcome)),
                    runs::failure.eq(end.failure.clone().map(Stored)),
                    runs::unknown_since.eq(None::<chrono::NaiveDateTime>),
                    runs::revision.eq(runs::revision + 1),
                ))
                .returning(Run::as_returning())
                .get_result(tx.conn)
                .await?;
            if run.ended_at.is_none() {
                let ended = diesel::update(runs::table.find(Stored(run.id))).set(runs::ended_at.eq(tx.at()));
                ended.execute(tx.conn).await?;
            }
            tx.step_over(&run, end.outcome, end.failure.as_ref()).await?;
            tx.run_moved(&run).await
        })
    }

    /// Writes down that it is not known since now whether a run goes on.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`] when the operation is somebody else's.
    pub async fn doubt_run(&self, _: &SystemScope, claim: &OperationClaim, run: RunId) -> Result<()> {
        in_transaction!(self, |tx| {
            tx.must_carry(claim).await?;
            tx.doubt(run).await
        })
    }

    /// The same for the run of the job that an operation is about, when nobody saw it yet, or nobody here can see it. A run
    /// that waits for its next step is none that could be anywhere.
    ///
    /// # Errors
    /// [`crate::Error::LeaseLost`] when the operation is somebody else's.
    pub async fn doubt_run_of_job(&self, _: &SystemScope, claim: &OperationClaim) -> Result<()> {
        let Ok(job) = claim.operation.object_id.parse::<JobId>() else { return Ok(()) };
        in_transaction!(self, |tx| {
            tx.must_carry(claim).await?;
            let newest = Run::query().inner_join(jobs::table.on(jobs::run_id.eq(runs::id.nullable())));
            let run: Option<Run> = newest.filter(jobs::id.eq(Stored(job))).first(tx.conn).await.optional()?;
            let Some(run) = run.filter(|run| run.state.is_none() || claim.is_elsewhere) else { return Ok(()) };
            if tx.waits_for_step(run.id).await? {
                return Ok(());
            }
            tx.doubt(run.id).await
        })
    }

    /// Writes down the newest completed checkpoint of a run. That it is the same as before changes nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_checkpoint(&self, _: &SystemScope, run: RunId, swept: &SweptCheckpoint) -> Result<()> {
        let text = serde_json::to_string(swept).map_err(crate::Error::unavailable)?;
        in_transaction!(self, |tx| {
            let is_news = runs::swept.is_null().or(runs::swept.assume_not_null().ne(&text));
            let noted: Option<Run> = diesel::update(runs::table.find(Stored(run)).filter(is_news))
                .set((runs::swept.eq(&text), runs::revision.eq(runs::revision + 1)))
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

    /// The runs that an operation began.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn runs_of_operation(&self, _: &SystemScope, claim: &OperationClaim) -> Result<BegunRuns> {
        let of_it: Vec<Run> = with_conn!(self, |conn| {
            Run::query().filter(runs::operation_id.eq(Stored(claim.operation.id))).load(conn).await?
        });
        let mut begun = BegunRuns::default();
        for run in of_it {
            match run.attempt == Some(RunAttempt::Fallback.number()) {
                true => begun.fallback = Some(run),
                false => begun.asked = Some(run),
            }
        }
        Ok(begun)
    }

    /// The newest state of a job: what its newest run completed last, or else what that run went on from. None when it
    /// began with nothing and completed nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn latest_state(&self, scope: &Scope<JobView>, job: JobId) -> Result<Option<KnownState>> {
        match self.runs_of(scope.project(), job, 1).await?.pop() {
            Some(run) => self.state_of(run).await,
            None => Ok(None),
        }
    }

    /// What a run completed last, or else what it went on from.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn state_of_run(&self, _: &SystemScope, run: &Run) -> Result<Option<KnownState>> {
        self.state_of(run.clone()).await
    }

    async fn state_of(&self, run: Run) -> Result<Option<KnownState>> {
        let of_run = snapshots::run_id.eq(Stored(run.id)).and(snapshots::disposed_at.is_null());
        let taken: Option<(String, Stored<DateTime<Utc>>)> = with_conn!(self, |conn| {
            snapshots::table
                .filter(of_run)
                .order(snapshots::completed_at.desc())
                .select((snapshots::path, snapshots::completed_at))
                .first(conn)
                .await
                .optional()?
        });
        let taken = taken.map(|(path, Stored(completed_at))| KnownState { path, completed_at });
        let swept =
            run.swept.and_then(|swept| swept.path.map(|path| KnownState { path, completed_at: swept.completed_at }));
        let began = run.restored_from.map(|path| KnownState { path, completed_at: run.started_at });
        Ok(taken.into_iter().chain(swept).max_by_key(|state| state.completed_at).or(began))
    }

    /// The newest runs of a job, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn runs_of_job(&self, scope: &Scope<JobView>, job: JobId, most: i64) -> Result<Vec<Run>> {
        self.runs_of(scope.project(), job, most).await
    }

    /// A run of a job of the project.
    ///
    /// # Errors
    /// [`crate::Error::Missing`] when there is no such run, or it is another job's.
    pub async fn run_of_job(&self, scope: &Scope<JobView>, job: JobId, run: RunId) -> Result<Run> {
        with_conn!(self, |conn| {
            let of_job = runs::job_id.eq(Stored(job)).and(runs::project_id.eq(Stored(scope.project())));
            Ok(Run::query().filter(runs::id.eq(Stored(run)).and(of_job)).first(conn).await?)
        })
    }

    /// A run of a job, whatever came after it.
    ///
    /// # Errors
    /// [`crate::Error::Missing`] when there is no such run, or it is another job's.
    pub async fn run_of_any(&self, _: &SystemScope, job: &Job, run: RunId) -> Result<Run> {
        with_conn!(self, |conn| {
            let of_job = runs::id.eq(Stored(run)).and(runs::job_id.eq(Stored(job.id)));
            Ok(Run::query().filter(of_job).first(conn).await?)
        })
    }

    /// The newest runs of a job of any project, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_runs(&self, _: &SystemScope, job: &Job, most: i64) -> Result<Vec<Run>> {
        self.runs_of(job.project_id, job.id, most).await
    }

    async fn runs_of(&self, project: model::ProjectId, job: JobId, most: i64) -> Result<Vec<Run>> {
        with_conn!(self, |conn| {
            let of_job = runs::job_id.eq(Stored(job)).and(runs::project_id.eq(Stored(project)));
            Ok(Run::query().filter(of_job).order(runs::number.desc()).limit(most).load(conn).await?)
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        async fn doubt(&mut self, run: RunId) -> Result<()> {
            let open = runs::table.find(Stored(run)).filter(runs::ended_at.is_null());
            let doubted: Option<Run> = diesel::update(open.filter(runs::unknown_since.is_null()))
                .set((runs::unknown_since.eq(self.at()), runs::revision.eq(runs::revision + 1)))
                .returning(Run::as_returning())
                .get_result(self.conn)
                .await
                .optional()?;
            match doubted {
                Some(run) => self.run_moved(&run).await,
                None => Ok(()),
            }
        }
    }
}
