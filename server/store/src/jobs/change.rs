//! How jobs are made, changed and deleted.

use super::record::SettingsText;
use crate::{
    Act, Error, HandsOffScope, Job, JobLabels, OnConstraint, OperationClaim, RequestId, Result, Store,
    database::{in_transaction, on_both},
    json_text::json_text,
    revision,
    schema::{jar_versions, jobs, script_versions, scripts},
    stored::{Stored, key_of},
    transaction::Tx,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Artifact, ClusterUse, Code, DesiredState, JarProgram, JobId, JobSettings, JobState, Name, ProjectId, ScriptId,
    ScriptVersionId, SessionClusterId, TemplateId, Text, Topic,
    authority::{JobEdit, Scope, SystemScope},
};
use serde_json::{Value, json};

/// What somebody says of a job.
#[derive(Clone, Debug)]
pub struct JobForm {
    /// How it is called.
    pub name: Name,
    /// What it is for.
    pub description: Text<2000>,
    /// What it runs.
    pub artifact: Artifact,
    /// Where.
    pub cluster: SessionClusterId,
    /// How.
    pub settings: JobSettings,
    /// What says what the settings leave out.
    pub template: Option<TemplateId>,
    /// By whom and by what it is looked for.
    pub labels: JobLabels,
}

impl Store {
    /// Makes a job; nothing runs yet.
    ///
    /// # Errors
    /// The problems [`Code::NameTaken`] at `name`, [`Code::Missing`] at `script`, `jar`, `version`, `cluster` or
    /// `template`, [`Code::NoMainClass`] at `entry_class`, [`Code::NotGranted`] at `cluster`, and [`Code::NoSuchUser`] at `owner`.
    pub async fn create_job(&self, scope: &Scope<JobEdit>, form: &JobForm, request: &RequestId) -> Result<Job> {
        in_transaction!(self, |tx| {
            tx.template_must_be_there(scope.project(), form.template).await?;
            tx.must_be_there(scope.project(), form).await?;
            let owner = form.labels.owner.unwrap_or(scope.user());
            tx.must_own(scope.project(), owner, None).await?;
            let by = Stored(scope.user());
            let job: Job = diesel::insert_into(jobs::table)
                .values((
                    jobs::id.eq(Stored(tx.id::<JobId>())),
                    jobs::project_id.eq(Stored(scope.project())),
                    (form.said()?, jobs::owner_id.eq(Stored(owner))),
                    jobs::desired.eq(Stored(DesiredState::Stopped)),
                    jobs::state.eq(Stored(JobState::New)),
                    jobs::state_since.eq(tx.at()),
                    (jobs::created_by.eq(by), jobs::created_at.eq(tx.at())),
                    (jobs::changed_by.eq(by), jobs::changed_at.eq(tx.at())),
                    (jobs::revision.eq(1_i64), jobs::stamp.eq(1_i64)),
                ))
                .returning(Job::as_returning())
                .get_result(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: form.name.to_string() }.at("name"))?;
            tx.tag_job((job.project_id, job.id), &job.tags).await?;
            tx.changed(Topic::Jobs(job.project_id), 0);
            let act = Act::new("job.create", request).by(scope.user()).in_project(scope.project());
            tx.audit(act.on("job", job.id, &job.name).after(shown(&job))).await?;
            Ok(job)
        })
    }

    /// Changes what is said of a job; what runs goes on as it was deployed.
    ///
    /// # Errors
    /// [`Error::Missing`], the problem [`Code::StaleRevision`], or as [`Store::create_job`].
    pub async fn update_job(
        &self,
        scope: &Scope<JobEdit>,
        (id, revision): (JobId, i64),
        form: &JobForm,
        request: &RequestId,
    ) -> Result<Job> {
        in_transaction!(self, |tx| {
            tx.template_must_be_there(scope.project(), form.template).await?;
            let before = tx.locked_job(scope.project(), id).await?;
            revision::must_be(revision, before.revision)?;
            tx.must_be_there(scope.project(), form).await?;
            let owner = form.labels.owner.unwrap_or(before.owner_id);
            tx.must_own(scope.project(), owner, Some(&before)).await?;
            let after: Job = diesel::update(jobs::table.find(Stored(id)))
                .set((
                    (form.said()?, jobs::owner_id.eq(Stored(owner))),
                    (jobs::changed_by.eq(Stored(scope.user())), jobs::changed_at.eq(tx.at())),
                    (jobs::revision.eq(jobs::revision + 1), jobs::stamp.eq(jobs::stamp + 1)),
                ))
                .returning(Job::as_returning())
                .get_result(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: form.name.to_string() }.at("name"))?;
            tx.tag_job((after.project_id, id), &after.tags).await?;
            tx.changed(Topic::Job(after.project_id, id), after.stamp);
            let act = Act::new("job.update", request).by(scope.user()).in_project(scope.project());
            tx.audit(act.on("job", id, &after.name).before(shown(&before)).after(shown(&after))).await?;
            Ok(after)
        })
    }

    /// Deletes a job that does not run. Its runs stay in the records, and its savepoints where they lie.
    ///
    /// # Errors
    /// [`Error::Missing`], or the problems [`Code::StaleRevision`], and [`Code::OperationUnderWay`] or
    /// [`Code::NotInThisState`] at `job`.
    pub async fn delete_job(
        &self,
        scope: &Scope<JobEdit>,
        (id, revision): (JobId, i64),
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let job = tx.locked_job(scope.project(), id).await?;
            revision::must_be(revision, job.revision)?;
            if tx.active_act(id).await?.is_some() {
                return Err(Code::OperationUnderWay.at("job").into());
            }
            job.state.can_be_deleted().map_err(|code| code.at("job"))?;
            tx.forget_job(&job).await?;
            let act = Act::new("job.delete", request).by(scope.user()).in_project(scope.project());
            tx.audit(act.on("job", id, &job.name).before(shown(&job))).await
        })
    }

    /// Deletes a job whose state was deleted by the operation that was asked to delete both.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when the operation is somebody else's, and [`Error::Missing`].
    pub async fn delete_job_with_state(&self, _: &SystemScope, claim: &OperationClaim, job: &Job) -> Result<()> {
        in_transaction!(self, |tx| {
            tx.must_carry(claim).await?;
            let job = tx.locked_job(job.project_id, job.id).await?;
            tx.forget_job(&job).await?;
            let act = Act::new("job.delete", &RequestId::new(&claim.operation.request_id)).in_project(job.project_id);
            let act = claim.operation.requested_by.into_iter().fold(act, Act::by);
            tx.audit(act.on("job", job.id, &job.name).before(shown(&job))).await
        })
    }
}

impl JobForm {
    fn said(&self) -> Result<Said<'_>> {
        Ok(Said {
            name: self.name.as_str(),
            name_key: key_of(self.name.as_str()),
            description: self.description.as_str(),
            artifact: json_text(&self.artifact)?,
            artifact_id: match &self.artifact {
                Artifact::Script { script, .. } => script.to_string(),
                Artifact::Jar(program) => program.jar.to_string(),
            },
            cluster_id: self.cluster.to_string(),
            settings: SettingsText(self.settings.clone()).to_string(),
            template_id: self.template.map(|template| template.to_string()),
            tags: json_text(&self.labels.tags)?,
        })
    }
}

/// What the audit says of a job.
fn shown(job: &Job) -> Value {
    json!({
        "name": job.name,
        "description": job.description,
        "artifact": job.artifact,
        "cluster": job.cluster_id,
        "settings": job.settings,
        "template": job.template_id,
        "owner": job.owner_id,
        "tags": job.tags,
    })
}

on_both! {
    impl Tx<'_, Conn> {
        async fn forget_job(&mut self, job: &Job) -> Result<()> {
            diesel::delete(jobs::table.find(Stored(job.id))).execute(self.conn).await?;
            self.forget_hands_off(HandsOffScope::Job(job.id)).await?;
            self.changed(Topic::Jobs(job.project_id), 0);
            Ok(())
        }

        /// A job of a project, locked by a write.
        pub(crate) async fn locked_job(&mut self, project: ProjectId, id: JobId) -> Result<Job> {
            let here = jobs::table.find(Stored(id)).filter(jobs::project_id.eq(Stored(project)));
            let locked = diesel::update(here).set(jobs::stamp.eq(jobs::stamp));
            Ok(locked.returning(Job::as_returning()).get_result(self.conn).await?)
        }

        /// Refuses a template that the project does not have; one that it has stays until the transaction ends.
        async fn template_must_be_there(&mut self, project: ProjectId, template: Option<TemplateId>) -> Result<()> {
            let Some(template) = template else { return Ok(()) };
            self.lock_templates(project).await?;
            match self.lineage(project).await?.ancestry(template).is_empty() {
                true => Err(Code::Missing.at("template").into()),
                false => Ok(()),
            }
        }

        /// Refuses what names a script, a jar, a version or a cluster that the project does not have.
        async fn must_be_there(&mut self, project: ProjectId, form: &JobForm) -> Result<()> {
            match &form.artifact {
                Artifact::Script { script, version } => self.script_must_be_there(project, *script, *version).await?,
                Artifact::Jar(program) => self.jar_must_be_there(project, program).await?,
            }
            match self.must_be_granted(project, form.cluster, ClusterUse::Deploy).await {
                Err(Error::Missing) => Err(Code::Missing.at("cluster").into()),
                other => other,
            }
        }

        async fn script_must_be_there(
            &mut self,
            project: ProjectId,
            script: ScriptId,
            version: Option<ScriptVersionId>,
        ) -> Result<()> {
            let here = scripts::table.find(Stored(script)).filter(scripts::project_id.eq(Stored(project)));
            let found: i64 = here.count().get_result(self.conn).await?;
            if found == 0 {
                return Err(Code::Missing.at("script").into());
            }
            let Some(version) = version else { return Ok(()) };
            let version = script_versions::table.find(Stored(version));
            let of_it = version.filter(script_versions::script_id.eq(Stored(script)));
            let found: i64 = of_it.count().get_result(self.conn).await?;
            if found == 0 { Err(Code::Missing.at("version").into()) } else { Ok(()) }
        }

        /// Whether the jar and its version are there, and say which program is run.
        async fn jar_must_be_there(&mut self, project: ProjectId, program: &JarProgram) -> Result<()> {
            match self.lock_file(project, program.jar).await {
                Err(Error::Missing) => return Err(Code::Missing.at("jar").into()),
                other => other?,
            }
            let of_jar = jar_versions::table.filter(jar_versions::file_id.eq(Stored(program.jar)));
            let main_classes = of_jar.select(jar_versions::main_class);
            let main_class: Option<Option<String>> = match program.version {
                Some(version) => {
                    main_classes.filter(jar_versions::id.eq(Stored(version))).first(self.conn).await.optional()?
                }
                None => main_classes.order(jar_versions::number.desc()).first(self.conn).await.optional()?,
            };
            match (main_class, &program.entry_class) {
                (None, _) => Err(Code::Missing.at("version").into()),
                (Some(None), None) => Err(Code::NoMainClass.at("entry_class").into()),
                _ => Ok(()),
            }
        }
    }
}

#[derive(AsChangeset, Insertable)]
#[diesel(table_name = jobs, treat_none_as_null = true)]
struct Said<'a> {
    name: &'a str,
    name_key: String,
    description: &'a str,
    artifact: String,
    artifact_id: String,
    cluster_id: String,
    settings: String,
    template_id: Option<String>,
    tags: String,
}
