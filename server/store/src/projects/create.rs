//! How projects come to be.

use crate::{
    Act, Error, OnConstraint, Project, RequestId, Result, Store,
    database::{in_transaction, on_both},
    schema::{members, projects},
    stored::{Stored, key_of},
    transaction::Tx,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, Name, ProjectId, Text, Topic, UserId,
    authority::{Granted, ProjectCreate, ProjectRole},
};
use serde_json::json;

/// A project that is asked for.
#[derive(Clone, Debug)]
pub struct NewProject {
    /// Its name.
    pub name: Name,
    /// What it is for.
    pub description: Text<2000>,
}

impl Store {
    /// Makes a project; who makes it owns it.
    ///
    /// # Errors
    /// The problem [`Code::NameTaken`] at `name`.
    pub async fn create_project(
        &self,
        by: &Granted<ProjectCreate>,
        new: &NewProject,
        request: &RequestId,
    ) -> Result<Project> {
        in_transaction!(self, |tx| {
            let name = new.name.as_str();
            let project: Project = diesel::insert_into(projects::table)
                .values((
                    projects::id.eq(Stored(tx.id::<ProjectId>())),
                    projects::name.eq(name),
                    projects::name_key.eq(key_of(name)),
                    projects::description.eq(new.description.as_str()),
                    projects::created_at.eq(tx.at()),
                    projects::revision.eq(1_i64),
                ))
                .returning(Project::as_returning())
                .get_result(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: name.into() }.at("name"))?;
            tx.insert_member(project.id, by.user(), ProjectRole::Owner).await?;
            tx.project_changed(project.id, project.revision);
            let act = Act::new("project.create", request).by(by.user()).on("project", project.id, name);
            let after = json!({"name": name, "description": new.description});
            tx.audit(act.in_project(project.id).after(after)).await?;
            Ok(project)
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Somebody belongs to it from now on.
        pub(super) async fn insert_member(&mut self, id: ProjectId, user: UserId, role: ProjectRole) -> Result<()> {
            diesel::insert_into(members::table)
                .values((
                    members::project_id.eq(Stored(id)),
                    members::user_id.eq(Stored(user)),
                    members::role.eq(Stored(role)),
                    members::added_at.eq(self.at()),
                ))
                .execute(self.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: user.to_string() }.at("user"))
                .on_reference(|| Code::NoSuchUser.at("user"))?;
            self.changed(Topic::Members(id), 0);
            self.changed(Topic::Access(user), 0);
            Ok(())
        }
    }
}
