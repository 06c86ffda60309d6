//! A template's record.

use crate::{
    Job, Result, Store,
    database::{on_both, with_conn},
    json_text::Json,
    schema::templates,
    stored::Stored,
    transaction::Tx,
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    ProjectId, TemplateId, UserId,
    authority::{JobView, Scope, SystemScope},
    templates::{Lineage, TemplateSettings},
};

/// Settings under a name.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = templates)]
pub struct Template {
    /// The id.
    #[diesel(deserialize_as = Stored<TemplateId>)]
    pub id: TemplateId,
    /// Whose it is.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// No two of a project differ in case only.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The one that says what it leaves out.
    #[diesel(deserialize_as = Stored<Option<TemplateId>>)]
    pub parent_id: Option<TemplateId>,
    /// What it says.
    #[diesel(deserialize_as = Json<TemplateSettings>)]
    pub settings: TemplateSettings,
    /// Who last changed it.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub changed_by: UserId,
    /// When.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub changed_at: DateTime<Utc>,
    /// Goes up with every change.
    pub revision: i64,
}

impl From<Json<Self>> for TemplateSettings {
    fn from(read: Json<Self>) -> Self {
        read.0
    }
}

impl Store {
    /// The templates of a project, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn templates(&self, scope: &Scope<JobView>) -> Result<Vec<Template>> {
        self.templates_of(scope.project()).await
    }

    /// A template of the project.
    ///
    /// # Errors
    /// [`crate::Error::Missing`].
    pub async fn template(&self, scope: &Scope<JobView>, id: TemplateId) -> Result<Template> {
        let here = templates::id.eq(Stored(id)).and(templates::project_id.eq(Stored(scope.project())));
        with_conn!(self, |conn| Ok(Template::query().filter(here).first(conn).await?))
    }

    /// What a job or a template of the project inherits from a template and all above it, the nearest first, each with its
    /// name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inherited_settings(
        &self,
        scope: &Scope<JobView>,
        from: Option<TemplateId>,
    ) -> Result<Vec<(String, TemplateSettings)>> {
        self.inherited(scope.project(), from).await
    }

    /// The same for a job of any project that is about to be submitted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn inherited_for_deploy(&self, _: &SystemScope, job: &Job) -> Result<Vec<(String, TemplateSettings)>> {
        self.inherited(job.project_id, job.template_id).await
    }

    async fn inherited(&self, project: ProjectId, from: Option<TemplateId>) -> Result<Vec<(String, TemplateSettings)>> {
        let Some(from) = from else { return Ok(Vec::new()) };
        let all = self.templates_of(project).await?;
        let lineage: Lineage = all.iter().map(|template| (template.id, template.parent_id)).collect();
        let found = |id: TemplateId| all.iter().find(|template| template.id == id);
        let above = lineage.ancestry(from).into_iter().filter_map(found);
        Ok(above.map(|template| (template.name.clone(), template.settings.clone())).collect())
    }

    async fn templates_of(&self, project: ProjectId) -> Result<Vec<Template>> {
        let here = templates::project_id.eq(Stored(project));
        with_conn!(self, |conn| Ok(Template::query().filter(here).order(templates::name_key).load(conn).await?))
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Nobody else changes a template of the project, or begins to use one, until the transaction ends. It comes before
        /// any lock on a job, for whoever changes a template touches jobs.
        pub(crate) async fn lock_templates(&mut self, project: ProjectId) -> Result<()> {
            self.one_at_a_time(&format!("templates {project}")).await
        }

        /// Which template of a project inherits from which.
        pub(crate) async fn lineage(&mut self, project: ProjectId) -> Result<Lineage> {
            let all = templates::table.filter(templates::project_id.eq(Stored(project)));
            let all = all.select((templates::id, templates::parent_id));
            let all: Vec<(Stored<TemplateId>, Stored<Option<TemplateId>>)> = all.load(self.conn).await?;
            Ok(all.into_iter().map(|(Stored(id), Stored(parent))| (id, parent)).collect())
        }
    }
}
