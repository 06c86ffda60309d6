//! How templates are made, changed and deleted.

use super::Template;
use crate::{
    Act, Error, OnConstraint, RequestId, Result, Store,
    database::{in_transaction, on_both},
    json_text::json_text,
    revision,
    schema::{jobs, templates},
    stored::{Stored, key_of},
    transaction::Tx,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, JobId, Name, ProjectId, TemplateId, Text, Topic,
    authority::{JobEdit, Scope},
    templates::TemplateSettings,
};
use serde_json::{Value, json};

/// How many jobs and templates are named that keep a template from being deleted.
const NAMED: usize = 10;

/// What somebody says of a template.
#[derive(Clone, Debug)]
pub struct TemplateForm {
    /// How it is called.
    pub name: Name,
    /// What it is for.
    pub description: Text<2000>,
    /// The one that says what it leaves out.
    pub parent: Option<TemplateId>,
    /// What it says.
    pub settings: TemplateSettings,
}

impl Store {
    /// Makes a template.
    ///
    /// # Errors
    /// The problems [`Code::NameTaken`] at `name`, and [`Code::Missing`], [`Code::InheritsFromItself`] or
    /// [`Code::TooManyInARow`] at `parent`.
    pub async fn create_template(
        &self,
        scope: &Scope<JobEdit>,
        form: &TemplateForm,
        request: &RequestId,
    ) -> Result<Template> {
        in_transaction!(self, |tx| {
            tx.lock_templates(scope.project()).await?;
            tx.must_inherit(scope.project(), None, form.parent).await?;
            let template: Template = diesel::insert_into(templates::table)
                .values((
                    (templates::id.eq(Stored(tx.id::<TemplateId>())), form.said()?),
                    templates::project_id.eq(Stored(scope.project())),
                    (templates::changed_by.eq(Stored(scope.user())), templates::changed_at.eq(tx.at())),
                    templates::revision.eq(1_i64),
                ))
                .returning(Template::as_returning())
                .get_result(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: form.name.to_string() }.at("name"))?;
            let act = act("template.create", scope, &template, request);
            tx.audit(act.after(shown(&template))).await?;
            Ok(template)
        })
    }

    /// Changes a template; what runs goes on as it was deployed.
    ///
    /// # Errors
    /// [`Error::Missing`], the problem [`Code::StaleRevision`], or as [`Store::create_template`].
    pub async fn update_template(
        &self,
        scope: &Scope<JobEdit>,
        (id, revision): (TemplateId, i64),
        form: &TemplateForm,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            tx.lock_templates(scope.project()).await?;
            let before = tx.template_at(scope.project(), id, revision).await?;
            tx.must_inherit(scope.project(), Some(id), form.parent).await?;
            let after: Template = diesel::update(templates::table.find(Stored(id)))
                .set((
                    form.said()?,
                    (templates::changed_by.eq(Stored(scope.user())), templates::changed_at.eq(tx.at())),
                    templates::revision.eq(templates::revision + 1),
                ))
                .returning(Template::as_returning())
                .get_result(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: form.name.to_string() }.at("name"))?;
            tx.inherit_anew(&after).await?;
            let act = act("template.update", scope, &after, request);
            tx.audit(act.before(shown(&before)).after(shown(&after))).await
        })
    }

    /// Deletes a template from which nothing inherits.
    ///
    /// # Errors
    /// [`Error::Missing`], or the problems [`Code::StaleRevision`], and [`Code::InUse`] at `confirmation` while jobs or
    /// templates inherit from it.
    pub async fn delete_template(
        &self,
        scope: &Scope<JobEdit>,
        (id, revision): (TemplateId, i64),
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            tx.lock_templates(scope.project()).await?;
            let template = tx.template_at(scope.project(), id, revision).await?;
            let heirs = templates::table.filter(templates::parent_id.eq(Stored(id))).order(templates::name_key);
            let mut by: Vec<String> = heirs.limit(NAMED as i64).select(templates::name).load(tx.conn).await?;
            let heirs = jobs::table.filter(jobs::template_id.eq(Stored(id))).order(jobs::name_key);
            let heirs: Vec<String> = heirs.limit(NAMED as i64).select(jobs::name).load(tx.conn).await?;
            by.extend(heirs);
            by.truncate(NAMED);
            if !by.is_empty() {
                return Err(Code::InUse { by }.at("confirmation").into());
            }
            diesel::delete(templates::table.find(Stored(id))).execute(tx.conn).await?;
            tx.audit(act("template.delete", scope, &template, request).before(shown(&template))).await
        })
    }
}

impl TemplateForm {
    fn said(&self) -> Result<Said<'_>> {
        Ok(Said {
            name: self.name.as_str(),
            name_key: key_of(self.name.as_str()),
            description: self.description.as_str(),
            parent_id: self.parent.map(|parent| parent.to_string()),
            settings: json_text(&self.settings)?,
        })
    }
}

fn act(name: &'static str, scope: &Scope<JobEdit>, template: &Template, request: &RequestId) -> Act {
    let act = Act::new(name, request).by(scope.user()).in_project(scope.project());
    act.on("template", template.id, &template.name)
}

/// What the audit says of a template.
fn shown(template: &Template) -> Value {
    json!({
        "name": template.name,
        "description": template.description,
        "parent": template.parent_id,
        "settings": template.settings,
    })
}

on_both! {
    impl Tx<'_, Conn> {
        /// A template of the project, if it has the revision that somebody saw.
        async fn template_at(&mut self, project: ProjectId, id: TemplateId, revision: i64) -> Result<Template> {
            let here = templates::id.eq(Stored(id)).and(templates::project_id.eq(Stored(project)));
            let template: Template = Template::query().filter(here).first(self.conn).await?;
            revision::must_be(revision, template.revision)?;
            Ok(template)
        }

        /// Refuses a parent that is none of the project's, or that goes round in a circle, or down too far.
        async fn must_inherit(
            &mut self,
            project: ProjectId,
            template: Option<TemplateId>,
            parent: Option<TemplateId>,
        ) -> Result<()> {
            let Some(parent) = parent else { return Ok(()) };
            let lineage = self.lineage(project).await?;
            lineage.may_inherit(template, parent).map_err(|code| code.at("parent").into())
        }

        /// Says that all jobs look different that inherit from a template, however far away.
        async fn inherit_anew(&mut self, template: &Template) -> Result<()> {
            let heirs = self.lineage(template.project_id).await?.heirs(template.id);
            let theirs = jobs::table.filter(jobs::template_id.eq_any(heirs.into_iter().map(Stored)));
            let moved = diesel::update(theirs).set(jobs::stamp.eq(jobs::stamp + 1));
            let moved: Vec<(Stored<JobId>, i64)> =
                moved.returning((jobs::id, jobs::stamp)).get_results(self.conn).await?;
            for (Stored(job), stamp) in moved {
                self.changed(Topic::Job(template.project_id, job), stamp);
            }
            Ok(())
        }
    }
}

#[derive(AsChangeset, Insertable)]
#[diesel(table_name = templates, treat_none_as_null = true)]
struct Said<'a> {
    name: &'a str,
    name_key: String,
    description: &'a str,
    parent_id: Option<String>,
    settings: String,
}
