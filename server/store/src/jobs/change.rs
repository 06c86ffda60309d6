//! How jobs are made, changed and deleted.

use super::record::SettingsText;
use crate::{
    Act, Error, Job, OnConstraint, RequestId, Result, Store,
    database::{in_transaction, on_both},
    revision,
    schema::{jobs, script_versions, scripts},
    stored::{Stored, key_of},
    transaction::Tx,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    ClusterUse, Code, DesiredState, JobId, JobSettings, JobState, Name, ProjectId, ScriptId, ScriptVersionId,
    SessionClusterId, Text, Topic,
    authority::{JobEdit, Scope},
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
    pub script: ScriptId,
    /// Which version of it; `None` for the script as it stands when the job is deployed.
    pub version: Option<ScriptVersionId>,
    /// Where.
    pub cluster: SessionClusterId,
    /// How.
    pub settings: JobSettings,
}

impl Store {
    /// Makes a job; nothing runs yet.
    ///
    /// # Errors
    /// The problems [`Code::NameTaken`] at `name`, [`Code::Missing`] at `script`, `version` or `cluster`, and
    /// [`Code::NotGranted`] at `cluster`.
    pub async fn create_job(&self, scope: &Scope<JobEdit>, form: &JobForm, request: &RequestId) -> Result<Job> {
        in_transaction!(self, |tx| {
            tx.must_be_there(scope.project(), form).await?;
            let by = Stored(scope.user());
            let job: Job = diesel::insert_into(jobs::table)
                .values((
                    jobs::id.eq(Stored(tx.id::<JobId>())),
                    jobs::project_id.eq(Stored(scope.project())),
                    form.said(),
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
            let before = tx.locked_job(scope.project(), id).await?;
            revision::must_be(revision, before.revision)?;
            tx.must_be_there(scope.project(), form).await?;
            let after: Job = diesel::update(jobs::table.find(Stored(id)))
                .set((
                    form.said(),
                    (jobs::changed_by.eq(Stored(scope.user())), jobs::changed_at.eq(tx.at())),
                    (jobs::revision.eq(jobs::revision + 1), jobs::stamp.eq(jobs::stamp + 1)),
                ))
                .returning(Job::as_returning())
                .get_result(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: form.name.to_string() }.at("name"))?;
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
            diesel::delete(jobs::table.find(Stored(id))).execute(tx.conn).await?;
            tx.changed(Topic::Jobs(job.project_id), 0);
            let act = Act::new("job.delete", request).by(scope.user()).in_project(scope.project());
            tx.audit(act.on("job", id, &job.name).before(shown(&job))).await
        })
    }
}

impl JobForm {
    fn said(&self) -> Said<'_> {
        Said {
            name: self.name.as_str(),
            name_key: key_of(self.name.as_str()),
            description: self.description.as_str(),
            script_id: self.script.to_string(),
            version_id: self.version.map(|version| version.to_string()),
            cluster_id: self.cluster.to_string(),
            settings: SettingsText(self.settings.clone()).to_string(),
        }
    }
}

/// What the audit says of a job.
fn shown(job: &Job) -> Value {
    json!({
        "name": job.name,
        "description": job.description,
        "script": job.script_id,
        "version": job.version_id,
        "cluster": job.cluster_id,
        "settings": job.settings,
    })
}

on_both! {
    impl Tx<'_, Conn> {
        /// A job of a project, locked by a write.
        pub(super) async fn locked_job(&mut self, project: ProjectId, id: JobId) -> Result<Job> {
            let here = jobs::table.find(Stored(id)).filter(jobs::project_id.eq(Stored(project)));
            let locked = diesel::update(here).set(jobs::stamp.eq(jobs::stamp));
            Ok(locked.returning(Job::as_returning()).get_result(self.conn).await?)
        }

        /// Refuses what names a script, a version or a cluster that the project does not have.
        async fn must_be_there(&mut self, project: ProjectId, form: &JobForm) -> Result<()> {
            let script = scripts::table.find(Stored(form.script)).filter(scripts::project_id.eq(Stored(project)));
            let found: i64 = script.count().get_result(self.conn).await?;
            if found == 0 {
                return Err(Code::Missing.at("script").into());
            }
            if let Some(version) = form.version {
                let version = script_versions::table.find(Stored(version));
                let of_it = version.filter(script_versions::script_id.eq(Stored(form.script)));
                let found: i64 = of_it.count().get_result(self.conn).await?;
                if found == 0 {
                    return Err(Code::Missing.at("version").into());
                }
            }
            match self.must_be_granted(project, form.cluster, ClusterUse::Deploy).await {
                Err(Error::Missing) => Err(Code::Missing.at("cluster").into()),
                other => other,
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
    script_id: String,
    version_id: Option<String>,
    cluster_id: String,
    settings: String,
}
