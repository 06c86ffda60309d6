//! What inherits from templates.

use crate::{
    Result, Store,
    database::with_conn,
    schema::{jobs, templates},
    stored::Stored,
};
use diesel::{dsl::count_star, prelude::*};
use diesel_async::RunQueryDsl;
use model::{
    JobId, TemplateId,
    authority::{JobView, Scope},
};
use std::collections::HashMap;

/// How many jobs are named that have a template.
const NAMED: i64 = 100;

/// What inherits from a template itself, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemplateUses {
    /// The templates below it.
    pub templates: Vec<(TemplateId, String)>,
    /// Its jobs, the first hundred.
    pub jobs: Vec<(JobId, String)>,
    /// How many jobs it has in all.
    pub job_count: i64,
}

impl Store {
    /// What inherits from a template of the project.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn template_uses(&self, scope: &Scope<JobView>, id: TemplateId) -> Result<TemplateUses> {
        with_conn!(self, |conn| {
            let below = templates::parent_id.eq(Stored(id)).and(templates::project_id.eq(Stored(scope.project())));
            let below = templates::table.filter(below).order(templates::name_key);
            let below: Vec<(Stored<TemplateId>, String)> =
                below.select((templates::id, templates::name)).load(conn).await?;
            let here = || jobs::template_id.eq(Stored(id)).and(jobs::project_id.eq(Stored(scope.project())));
            let theirs = jobs::table.filter(here()).order(jobs::name_key).limit(NAMED);
            let theirs: Vec<(Stored<JobId>, String)> = theirs.select((jobs::id, jobs::name)).load(conn).await?;
            Ok(TemplateUses {
                templates: below.into_iter().map(|(Stored(id), name)| (id, name)).collect(),
                jobs: theirs.into_iter().map(|(Stored(id), name)| (id, name)).collect(),
                job_count: jobs::table.filter(here()).count().get_result(conn).await?,
            })
        })
    }

    /// How many jobs have each template of the project; one that no job has is not among them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn template_job_counts(&self, scope: &Scope<JobView>) -> Result<HashMap<TemplateId, i64>> {
        let here = jobs::project_id.eq(Stored(scope.project())).and(jobs::template_id.is_not_null());
        with_conn!(self, |conn| {
            let counted = jobs::table.filter(here).group_by(jobs::template_id);
            let counted: Vec<(Stored<Option<TemplateId>>, i64)> =
                counted.select((jobs::template_id, count_star())).load(conn).await?;
            Ok(counted.into_iter().filter_map(|(Stored(id), count)| Some((id?, count))).collect())
        })
    }
}
