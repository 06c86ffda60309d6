//! A run's record.

use crate::{
    Page, PageRequest, Result, Store, SweptCheckpoint,
    database::{on_both, with_conn},
    json_text::JsonText,
    queries::Query,
    schema::{queries, runs},
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Artifact, JarProgram, JarVersionId, JobId, JobSettings, OperationId, ProjectId, QueryId, RunId, RunOutcome,
    ScriptVersionId, SessionClusterId, Topic, UserId,
    authority::{JobControl, QueryView, Scope},
    flink::FlinkJobId,
    job::EffectiveSettings,
};
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};

/// A job on an engine.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = runs)]
pub struct Run {
    /// The id; ordered by time.
    #[diesel(deserialize_as = Stored<RunId>)]
    pub id: RunId,
    /// Whose it is.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// On which cluster; it may be gone.
    #[diesel(deserialize_as = Stored<SessionClusterId>)]
    pub cluster_id: SessionClusterId,
    /// What started it.
    #[diesel(deserialize_as = Stored<Option<QueryId>>)]
    pub query_id: Option<QueryId>,
    /// Who started it.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub user_id: UserId,
    /// What Flink calls it.
    #[diesel(deserialize_as = Stored<FlinkJobId>)]
    pub flink_job_id: FlinkJobId,
    /// Its name on the engine.
    pub name: String,
    /// As Flink says it; `None` until it was seen.
    pub state: Option<String>,
    /// When it was last seen, or seen to be missing.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub observed_at: Option<DateTime<Utc>>,
    /// When it was submitted.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub started_at: DateTime<Utc>,
    /// When it was seen to be over.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub ended_at: Option<DateTime<Utc>>,
    /// Goes up with every change.
    pub revision: i64,
    /// Of which job; `None` for what a query started. The job may be gone.
    #[diesel(deserialize_as = Stored<Option<JobId>>)]
    pub job_id: Option<JobId>,
    /// Runs of a job are counted, from 1.
    pub number: Option<i64>,
    /// The operation that began it.
    #[diesel(deserialize_as = Stored<Option<OperationId>>)]
    pub operation_id: Option<OperationId>,
    /// Which of that operation's runs it is: 1 for the one that was asked for, 2 for the one before, started again.
    pub attempt: Option<i64>,
    /// Which version of its script it runs, if it runs one.
    #[diesel(deserialize_as = Stored<Option<ScriptVersionId>>)]
    pub version_id: Option<ScriptVersionId>,
    /// Which version of its jar it runs, if it runs one; the jar may be gone.
    #[diesel(deserialize_as = Stored<Option<JarVersionId>>)]
    pub jar_version_id: Option<JarVersionId>,
    /// Everything that was resolved when it was deployed.
    #[diesel(deserialize_as = Stored<Option<Value>>)]
    pub resolved: Option<Value>,
    /// The snapshot that it went on from, as Flink names it.
    pub restored_from: Option<String>,
    /// How it ended; `None` while it is not over, and for what a query started.
    #[diesel(deserialize_as = Stored<Option<RunOutcome>>)]
    pub outcome: Option<RunOutcome>,
    /// Why it failed: a code and its parameters.
    #[diesel(deserialize_as = Stored<Option<Value>>)]
    pub failure: Option<Value>,
    /// Since when it is not known what it does.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub unknown_since: Option<DateTime<Utc>>,
    /// Its newest completed checkpoint, as it was last seen.
    #[diesel(deserialize_as = JsonText<SweptCheckpoint>)]
    pub swept: Option<SweptCheckpoint>,
    /// Which process of its cluster had it last, if the cluster tells.
    pub incarnation: Option<String>,
    /// The step at which it is, or ended, if it has several; from 1.
    pub step: Option<i64>,
    /// How many steps it has, if it has several.
    pub steps: Option<i64>,
}

impl Run {
    /// What it ran, with the version that it had; `None` for what a query started.
    pub fn artifact(&self) -> Option<Artifact> {
        let artifact = Artifact::deserialize(&self.resolved.as_ref()?["artifact"]).ok()?;
        Some(match artifact {
            Artifact::Script { script, .. } => Artifact::Script { script, version: Some(self.version_id?) },
            Artifact::Jar(program) => Artifact::Jar(JarProgram { version: Some(self.jar_version_id?), ..program }),
        })
    }

    /// With which settings it was deployed, and who said each; `None` for what a query started.
    pub fn settings(&self) -> Option<EffectiveSettings> {
        let resolved = self.resolved.as_ref()?;
        let settings = JobSettings::deserialize(&resolved["settings"]).ok()?;
        let origins = BTreeMap::deserialize(&resolved["origins"]).unwrap_or_default();
        Some(EffectiveSettings::recorded(&settings, origins))
    }
}

/// Which runs. All that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct RunFilter {
    /// On this cluster.
    pub cluster: Option<SessionClusterId>,
    /// Only those that are over, or only those that are not.
    pub is_over: Option<bool>,
    /// Started by this query.
    pub query: Option<QueryId>,
}

impl Store {
    /// A page of the project's runs, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn runs(&self, scope: &Scope<QueryView>, filter: &RunFilter, page: PageRequest) -> Result<Page<Run>> {
        macro_rules! filtered {
            ($query:expr) => {{
                let mut query = $query.filter(runs::project_id.eq(Stored(scope.project()))).into_boxed();
                if let Some(cluster) = filter.cluster {
                    query = query.filter(runs::cluster_id.eq(Stored(cluster)));
                }
                if let Some(id) = filter.query {
                    query = query.filter(runs::query_id.eq(Stored(id)));
                }
                match filter.is_over {
                    Some(true) => query.filter(runs::ended_at.is_not_null()),
                    Some(false) => query.filter(runs::ended_at.is_null()),
                    None => query,
                }
            }};
        }
        with_conn!(self, |conn| {
            let total = filtered!(runs::table.count()).get_result(conn).await?;
            let rows = filtered!(Run::query()).order(runs::id.desc()).limit(page.limit()).offset(page.offset());
            Ok(Page { rows: rows.load(conn).await?, total })
        })
    }

    /// A run of the project.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn run(&self, scope: &Scope<QueryView>, id: RunId) -> Result<Run> {
        with_conn!(self, |conn| {
            let here = runs::id.eq(Stored(id)).and(runs::project_id.eq(Stored(scope.project())));
            Ok(Run::query().filter(here).first(conn).await?)
        })
    }

    /// The Flink jobs on a cluster that are the project's and may still run: only these may be named in `STOP JOB`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn project_jobs(
        &self,
        scope: &Scope<JobControl>,
        cluster: SessionClusterId,
    ) -> Result<HashSet<FlinkJobId>> {
        let (project, cluster) = (Stored(scope.project()), Stored(cluster));
        with_conn!(self, |conn| {
            let of_runs: Vec<Stored<FlinkJobId>> = runs::table
                .filter(runs::project_id.eq(project).and(runs::cluster_id.eq(cluster)).and(runs::ended_at.is_null()))
                .select(runs::flink_job_id)
                .load(conn)
                .await?;
            let open =
                queries::project_id.eq(project).and(queries::cluster_id.eq(cluster)).and(queries::ended_at.is_null());
            let of_queries: Vec<Stored<FlinkJobId>> =
                queries::table.filter(open).select(queries::job_id).load(conn).await?;
            Ok(of_runs.into_iter().chain(of_queries).map(|Stored(job)| job).collect())
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Says that a run, and the job that it is of, look different.
        pub(crate) async fn run_moved(&mut self, run: &Run) -> Result<()> {
            self.changed(Topic::Runs(run.project_id), 0);
            match run.job_id {
                Some(job) => self.job_moved(job).await,
                None => Ok(()),
            }
        }

        /// Records the job that a query leaves behind. Recorded already, by a holder that was lost since, is fine.
        pub(crate) async fn insert_run(&mut self, query: &Query, name: &str) -> Result<()> {
            diesel::insert_into(runs::table)
                .values((
                    runs::id.eq(Stored(self.id::<RunId>())),
                    runs::project_id.eq(Stored(query.project_id)),
                    runs::cluster_id.eq(Stored(query.cluster_id)),
                    runs::query_id.eq(Stored(query.id)),
                    runs::user_id.eq(Stored(query.user_id)),
                    runs::flink_job_id.eq(Stored(query.job_id)),
                    runs::name.eq(name.replace('\0', "\u{fffd}")),
                    runs::started_at.eq(self.at()),
                    runs::revision.eq(1_i64),
                ))
                .on_conflict_do_nothing()
                .execute(self.conn)
                .await?;
            self.changed(Topic::Runs(query.project_id), 0);
            Ok(())
        }
    }
}
