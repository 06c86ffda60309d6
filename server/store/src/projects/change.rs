//! What owners do with a project.

use crate::{
    Act, Error, OnConstraint, RequestId, Result, Store,
    database::in_transaction,
    projects::NewProject,
    schema::{members, projects},
    stored::{Stored, key_of},
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, Topic, UserId,
    authority::{ProjectManage, Scope},
};
use serde_json::json;

impl Store {
    /// Renames a project and describes it anew.
    ///
    /// # Errors
    /// The problems [`Code::NameTaken`] at `name`, [`Code::StaleRevision`] and [`Code::ProjectArchived`].
    pub async fn update_project(
        &self,
        scope: &Scope<ProjectManage>,
        revision: i64,
        new: &NewProject,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let before = tx.project_at(scope.project(), revision).await?;
            if before.archived_at.is_some() {
                return Err(Code::ProjectArchived.at("name").into());
            }
            let name = new.name.as_str();
            diesel::update(projects::table.find(Stored(before.id)))
                .set((
                    projects::name.eq(name),
                    projects::name_key.eq(key_of(name)),
                    projects::description.eq(new.description.as_str()),
                    projects::revision.eq(projects::revision + 1),
                ))
                .execute(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: name.into() }.at("name"))?;
            tx.project_changed(before.id, revision + 1);
            let act = Act::new("project.update", request).by(scope.user()).on("project", before.id, name);
            let act = act.in_project(before.id);
            let act = act.before(json!({"name": before.name, "description": before.description}));
            tx.audit(act.after(json!({"name": name, "description": new.description}))).await
        })
    }

    /// From now on the project can only be read.
    ///
    /// # Errors
    /// The problem [`Code::StaleRevision`].
    pub async fn archive_project(&self, scope: &Scope<ProjectManage>, revision: i64, request: &RequestId) -> Result<()> {
        in_transaction!(self, |tx| {
            let project = tx.project_at(scope.project(), revision).await?;
            diesel::update(projects::table.find(Stored(project.id)))
                .set((projects::archived_at.eq(tx.at()), projects::revision.eq(projects::revision + 1)))
                .execute(tx.conn)
                .await?;
            tx.project_changed(project.id, revision + 1);
            tx.access_changed(project.id).await?;
            let act = Act::new("project.archive", request).by(scope.user());
            tx.audit(act.on("project", project.id, &project.name).in_project(project.id)).await
        })
    }

    /// The project can be changed again.
    ///
    /// # Errors
    /// The problem [`Code::StaleRevision`].
    pub async fn unarchive_project(
        &self,
        scope: &Scope<ProjectManage>,
        revision: i64,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let project = tx.project_at(scope.project(), revision).await?;
            diesel::update(projects::table.find(Stored(project.id)))
                .set((
                    projects::archived_at.eq(None::<chrono::NaiveDateTime>),
                    projects::revision.eq(projects::revision + 1),
                ))
                .execute(tx.conn)
                .await?;
            tx.project_changed(project.id, revision + 1);
            tx.access_changed(project.id).await?;
            let act = Act::new("project.unarchive", request).by(scope.user());
            tx.audit(act.on("project", project.id, &project.name).in_project(project.id)).await
        })
    }

    /// Deletes a project and everything in it, if its name was typed to confirm.
    ///
    /// # Errors
    /// The problems [`Code::ConfirmationDiffers`] at `confirmation` and [`Code::StaleRevision`].
    pub async fn delete_project(
        &self,
        scope: &Scope<ProjectManage>,
        revision: i64,
        confirmation: &str,
        request: &RequestId,
    ) -> Result<()> {
        let contents = self.project_contents(scope).await?;
        in_transaction!(self, |tx| {
            let project = tx.project_at(scope.project(), revision).await?;
            if confirmation.trim() != project.name {
                return Err(Code::ConfirmationDiffers.at("confirmation").into());
            }
            tx.access_changed(project.id).await?;
            diesel::delete(projects::table.find(Stored(project.id))).execute(tx.conn).await?;
            tx.project_changed(project.id, revision + 1);
            let act = Act::new("project.delete", request).by(scope.user());
            let act = act.on("project", project.id, &project.name).in_project(project.id);
            tx.audit(act.before(&contents)).await
        })
    }
}

crate::database::on_both! {
    impl crate::transaction::Tx<'_, Conn> {
        /// Says to every member that what they may do is another.
        async fn access_changed(&mut self, project: model::ProjectId) -> Result<()> {
            let users: Vec<Stored<UserId>> = members::table
                .filter(members::project_id.eq(Stored(project)))
                .select(members::user_id)
                .load(self.conn)
                .await?;
            for Stored(user) in users {
                self.changed(Topic::Access(user), 0);
            }
            Ok(())
        }
    }
}
