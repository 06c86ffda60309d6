//! The jobs of a project, fifty at a time, and how many there are in each state.

use super::MOST_AT_ONCE;
use crate::{
    PageRequest, Result, Store,
    database::with_conn,
    json_text::Json,
    schema::{job_tags, jobs, project_files, runs, scripts, session_clusters, users},
    search,
    stored::Stored,
};
use chrono::{DateTime, Utc};
use diesel::{dsl::count_star, prelude::*};
use diesel_async::RunQueryDsl;
use model::{
    Artifact, JobId, JobSort, JobState, JobTag, JobTags, SessionClusterId, UserId,
    authority::{JobView, Scope},
};

/// Which jobs. All that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct JobFilter {
    /// With this in their name, whatever its case.
    pub text: Option<String>,
    /// In this state.
    pub state: Option<JobState>,
    /// With this tag, in whatever case.
    pub tag: Option<JobTag>,
    /// Of this person.
    pub owner: Option<UserId>,
}

impl JobFilter {
    /// Whether anything but the state is asked for.
    pub fn narrows(&self) -> bool {
        self.text.is_some() || self.tag.is_some() || self.owner.is_some()
    }
}

/// How many jobs are in each state; states of none are left out.
pub type JobCounts = Vec<(JobState, i64)>;

/// A job as lists show it.
#[derive(Clone, Debug, PartialEq, Hash, Queryable)]
pub struct JobSummary {
    /// Which one.
    #[diesel(deserialize_as = Stored<JobId>)]
    pub id: JobId,
    /// How it is called.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it does.
    #[diesel(deserialize_as = Stored<JobState>)]
    pub state: JobState,
    /// Since when.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub state_since: DateTime<Utc>,
    /// What it runs.
    #[diesel(deserialize_as = Json<Artifact>)]
    pub artifact: Artifact,
    /// How the script is called, if it runs one that is there.
    pub script_name: Option<String>,
    /// How the jar is called, if it runs one.
    pub jar_name: Option<String>,
    /// Where it runs.
    #[diesel(deserialize_as = Stored<SessionClusterId>)]
    pub cluster_id: SessionClusterId,
    /// How the cluster is called; `None` when it is gone.
    pub cluster_name: Option<String>,
    /// The number of its newest run.
    pub run: Option<i64>,
    /// When that was submitted.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub started_at: Option<DateTime<Utc>>,
    /// The newest checkpoint of that run, as JSON.
    pub swept: Option<String>,
    /// The step at which that run is, or ended, if it has several.
    pub step: Option<i64>,
    /// How many steps it has, if it has several.
    pub steps: Option<i64>,
    /// Goes up with everything that a page shows of it.
    pub stamp: i64,
    /// By what it is looked for.
    #[diesel(deserialize_as = Json<JobTags>)]
    pub tags: JobTags,
    /// Whose it is.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub owner_id: UserId,
    /// How that person is called; `None` for one who is gone.
    pub owner_name: Option<String>,
}

/// Jobs as [`JobSummary`] reads them.
macro_rules! summaries {
    () => {
        jobs::table
            .left_join(scripts::table.on(scripts::id.eq(jobs::artifact_id)))
            .left_join(project_files::table.on(project_files::id.eq(jobs::artifact_id)))
            .left_join(session_clusters::table.on(session_clusters::id.eq(jobs::cluster_id)))
            .left_join(users::table.on(users::id.eq(jobs::owner_id)))
            .left_join(runs::table.on(runs::id.nullable().eq(jobs::run_id)))
            .select((
                jobs::id,
                jobs::name,
                jobs::description,
                jobs::state,
                jobs::state_since,
                jobs::artifact,
                scripts::name.nullable(),
                project_files::name.nullable(),
                jobs::cluster_id,
                session_clusters::name.nullable(),
                runs::number.nullable(),
                runs::started_at.nullable(),
                runs::swept.nullable(),
                runs::step.nullable(),
                runs::steps.nullable(),
                jobs::stamp,
                jobs::tags,
                jobs::owner_id,
                users::display_name.nullable(),
            ))
    };
}

macro_rules! filtered {
    ($query:expr, $scope:expr, $filter:expr) => {{
        let mut query = $query.filter(jobs::project_id.eq(Stored($scope.project()))).into_boxed();
        if let Some(text) = $filter.text.as_deref().filter(|text| !text.is_empty()) {
            query = query.filter(jobs::name_key.like(search::containing(&text.to_lowercase())).escape('\\'));
        }
        if let Some(state) = $filter.state {
            query = query.filter(jobs::state.eq(Stored(state)));
        }
        if let Some(owner) = $filter.owner {
            query = query.filter(jobs::owner_id.eq(Stored(owner)));
        }
        if let Some(tag) = &$filter.tag {
            let here = job_tags::project_id.eq(Stored($scope.project()));
            let tagged = job_tags::table.filter(here.and(job_tags::tag_key.eq(search::plain(&tag.key()))));
            query = query.filter(jobs::id.eq_any(tagged.select(job_tags::job_id)));
        }
        query
    }};
}

impl Store {
    /// A page of the project's jobs. How many all pages have follows from [`Store::job_counts`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs(
        &self,
        scope: &Scope<JobView>,
        filter: &JobFilter,
        sort: JobSort,
        page: PageRequest,
    ) -> Result<Vec<JobSummary>> {
        with_conn!(self, |conn| {
            // Of the rows that are skipped, nothing is looked up.
            let ids = filtered!(jobs::table.select(jobs::id), scope, filter).limit(page.limit()).offset(page.offset());
            Ok(match sort {
                JobSort::Name => {
                    let here = jobs::id.eq_any(ids.order(jobs::name_key));
                    summaries!().filter(here).order(jobs::name_key).load(conn).await?
                }
                JobSort::Newest => {
                    let newest = (jobs::state_since.desc(), jobs::id.desc());
                    summaries!().filter(jobs::id.eq_any(ids.order(newest))).order(newest).load(conn).await?
                }
            })
        })
    }

    /// How many of the project's jobs there are in each state; of those with the text in their name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_counts(&self, scope: &Scope<JobView>, filter: &JobFilter) -> Result<JobCounts> {
        let filter = JobFilter { state: None, ..filter.clone() };
        let counts: Vec<(Stored<JobState>, i64)> = with_conn!(self, |conn| {
            let states = jobs::table.group_by(jobs::state).select((jobs::state, count_star()));
            filtered!(states, scope, filter).load(conn).await?
        });
        Ok(counts.into_iter().map(|(Stored(state), count)| (state, count)).collect())
    }

    /// A job as lists show it.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn job_summary(&self, scope: &Scope<JobView>, id: JobId) -> Result<JobSummary> {
        with_conn!(self, |conn| {
            let here = jobs::id.eq(Stored(id)).and(jobs::project_id.eq(Stored(scope.project())));
            Ok(summaries!().filter(here).first(conn).await?)
        })
    }

    /// Those of these jobs that are there, by name; at most [`MOST_AT_ONCE`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn picked_jobs(&self, scope: &Scope<JobView>, ids: &[JobId]) -> Result<Vec<JobSummary>> {
        let ids: Vec<Stored<JobId>> = ids.iter().copied().take(MOST_AT_ONCE).map(Stored).collect();
        let here = jobs::project_id.eq(Stored(scope.project()));
        with_conn!(self, |conn| {
            let picked = summaries!().filter(here.and(jobs::id.eq_any(&ids)));
            Ok(picked.order(jobs::name_key).load(conn).await?)
        })
    }
}
