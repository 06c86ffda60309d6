//! A job's record.

use crate::{
    Error, Result, Store,
    database::with_conn,
    json_text::Json,
    schema::jobs,
    stored::{Stored, plain_fields},
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Artifact, DesiredState, JobId, JobSettings, JobState, JobTags, PeriodicSavepoints, ProjectId, RunId,
    SessionClusterId, TemplateId, UserId,
    authority::{JobView, Scope, SystemScope},
};
use std::{fmt, str::FromStr};

/// What is to run, where, with which settings.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = jobs)]
pub struct Job {
    /// The id.
    #[diesel(deserialize_as = Stored<JobId>)]
    pub id: JobId,
    /// Whose it is.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// No two of a project differ in case only. Flink calls the job so too.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it runs; a script may be gone.
    #[diesel(deserialize_as = Json<Artifact>)]
    pub artifact: Artifact,
    /// Where it runs; the cluster may be gone.
    #[diesel(deserialize_as = Stored<SessionClusterId>)]
    pub cluster_id: SessionClusterId,
    /// How it runs from the next deploy on.
    #[diesel(deserialize_as = Stored<SettingsText>)]
    pub settings: JobSettings,
    /// Whether it shall run.
    #[diesel(deserialize_as = Stored<DesiredState>)]
    pub desired: DesiredState,
    /// What it does.
    #[diesel(deserialize_as = Stored<JobState>)]
    pub state: JobState,
    /// Since when.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub state_since: DateTime<Utc>,
    /// Its newest run.
    #[diesel(deserialize_as = Stored<Option<RunId>>)]
    pub run_id: Option<RunId>,
    /// Who made it.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub created_by: UserId,
    /// When.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub created_at: DateTime<Utc>,
    /// Who last said what it is.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub changed_by: UserId,
    /// When.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub changed_at: DateTime<Utc>,
    /// Goes up when somebody says that it is another.
    pub revision: i64,
    /// Goes up with everything that a page shows of it.
    pub stamp: i64,
    /// After how many minutes a savepoint is taken by itself.
    savepoint_minutes: Option<i64>,
    /// How many of those are kept.
    savepoints_kept: i64,
    /// Whose it is; whoever that was may not belong to the project any more.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub owner_id: UserId,
    /// By what it is looked for.
    #[diesel(deserialize_as = Json<JobTags>)]
    pub tags: JobTags,
    /// What says what its settings leave out.
    #[diesel(deserialize_as = Stored<Option<TemplateId>>)]
    pub template_id: Option<TemplateId>,
}

impl Job {
    /// The savepoints that are taken of it by themselves.
    pub fn periodic_savepoints(&self) -> PeriodicSavepoints {
        PeriodicSavepoints {
            minutes: self.savepoint_minutes.and_then(|minutes| u32::try_from(minutes).ok()),
            kept: u32::try_from(self.savepoints_kept).unwrap_or(u32::MAX),
        }
    }
}

/// Settings as their column has them.
#[derive(Clone, Debug)]
pub struct SettingsText(pub(super) JobSettings);

impl fmt::Display for SettingsText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(&self.0).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for SettingsText {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text).map(Self)
    }
}

impl From<Stored<SettingsText>> for JobSettings {
    fn from(stored: Stored<SettingsText>) -> Self {
        stored.0.0
    }
}

impl From<Json<Self>> for Artifact {
    fn from(read: Json<Self>) -> Self {
        read.0
    }
}

plain_fields!(DesiredState, JobState);

impl Store {
    /// A job of the project.
    ///
    /// # Errors
    /// [`Error::Missing`].
    pub async fn job(&self, scope: &Scope<JobView>, id: JobId) -> Result<Job> {
        self.job_in(scope.project(), id).await
    }

    pub(super) async fn job_in(&self, project: ProjectId, id: JobId) -> Result<Job> {
        let job = self.any_job(id).await?;
        if job.project_id == project { Ok(job) } else { Err(Error::Missing) }
    }

    /// A job of any project, for whoever carries out what is asked for.
    ///
    /// # Errors
    /// [`Error::Missing`].
    pub async fn job_of_any(&self, _: &SystemScope, id: JobId) -> Result<Job> {
        self.any_job(id).await
    }

    async fn any_job(&self, id: JobId) -> Result<Job> {
        with_conn!(self, |conn| Ok(Job::query().filter(jobs::id.eq(Stored(id))).first(conn).await?))
    }
}
