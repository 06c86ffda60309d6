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
    pub async fn archive_project(
        &self,
        scope: &Scope<ProjectManage>,
        revision: i64,
        request: &RequestId,
    ) -> Result<()> {
        self.set_archived(scope, revision, true, request).await
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
        self.set_archived(scope, revision, false, request).await
    }

    async fn set_archived(
        &self,
        scope: &Scope<ProjectManage>,
        revision: i64,
        archived: bool,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let project = tx.project_at(scope.project(), revision).await?;
            diesel::update(projects::table.find(Stored(project.id)))
                .set((
                    projects::archived_at.eq(archived.then(|| tx.at())),
                    projects::revision.eq(projects::revision + 1),
                ))
                .execute(tx.conn)
                .await?;
            tx.project_changed(project.id, revision + 1);
            tx.access_changed(project.id).await?;
            let act = Act::new(if archived { "project.archive" } else { "project.unarchive" }, request);
            let act = act.by(scope.user()).on("project", project.id, &project.name);
            tx.audit(act.in_project(project.id)).await
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
            tx.forget_variables(project.id).await?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        AuditFilter, Change, Event, ProjectFilter,
        testing::{TestStore, on_each_database, problems, request},
    };
    use model::{
        Name, ProjectId, Text,
        authority::{Forbidden, MemberManage, ProjectRole, ProjectView, SystemRole},
    };

    fn named(name: &str) -> NewProject {
        NewProject { name: Name::parse(name).unwrap(), description: Text::parse("why").unwrap() }
    }

    on_each_database! {
        async fn who_makes_a_project_owns_it_and_finds_it(store: TestStore) {
            let user = store.person("u", SystemRole::User).await;
            let member = store.project_of(&user, "Orders").await;
            assert_eq!(member.role, ProjectRole::Owner);
            let own = store.own_projects(&user, &ProjectFilter::default()).await.unwrap();
            assert_eq!((own[0].project.name.as_str(), own[0].role), ("Orders", Some(ProjectRole::Owner)));
            let taken = store.create_project(&user.allow().unwrap(), &named("ORDERS"), &request()).await;
            assert_eq!(problems(taken), [Code::NameTaken { name: "ORDERS".into() }]);
        }

        async fn a_change_is_audited_and_heard_after_its_commit(store: TestStore) {
            let user = store.person("u", SystemRole::User).await;
            let member = store.project_of(&user, "Orders").await;
            let scope = member.allow().unwrap();
            TestStore::heard(&mut store.changes()).await;
            let mut changes = store.changes();
            store.update_project(&scope, 1, &named("Sales"), &request()).await.unwrap();
            let stale = store.update_project(&scope, 1, &named("Lost"), &request()).await;
            assert_eq!(problems(stale), [Code::StaleRevision { now: 2 }]);

            let change = |topic, revision| Event::Change(Change { topic, revision });
            let expected = [change(Topic::Project(member.project), 2), change(Topic::Projects, 0)];
            assert_eq!(TestStore::heard(&mut changes).await, expected);
            let filter = AuditFilter { act: Some("project.up".into()), ..AuditFilter::default() };
            let rows = store.project_audit(&scope, &filter, 50).await.unwrap();
            assert_eq!(rows.len(), 1);
            assert_eq!((rows[0].actor_name.as_str(), rows[0].request_id.as_str()), ("u", "request-1"));
            assert_eq!(rows[0].before.as_ref().unwrap()["name"], "Orders");
            assert_eq!(rows[0].after.as_ref().unwrap()["name"], "Sales");
        }

        async fn of_two_who_save_the_same_revision_at_once_one_is_told(store: TestStore) {
            let user = store.person("u", SystemRole::User).await;
            let scope = store.project_of(&user, "Orders").await.allow().unwrap();
            let (one, other, request) = (named("One"), named("Other"), request());
            let (one, other) = tokio::join!(
                store.update_project(&scope, 1, &one, &request),
                store.update_project(&scope, 1, &other, &request),
            );
            assert!(one.is_ok() != other.is_ok());
        }

        async fn an_archived_project_is_read_and_brought_back(store: TestStore) {
            let user = store.person("u", SystemRole::User).await;
            let member = store.project_of(&user, "Orders").await;
            let scope = member.allow().unwrap();
            store.archive_project(&scope, 1, &request()).await.unwrap();
            let now = store.membership(user.user, member.project).await.unwrap().unwrap();
            assert_eq!(now.allow::<MemberManage>().map(drop), Err(Forbidden::Archived));
            // A scope from before does not help.
            let old = member.allow().unwrap();
            let refused = store.add_member(&old, "u", ProjectRole::Viewer, &request()).await;
            assert_eq!(problems(refused), [Code::ProjectArchived]);
            store.unarchive_project(&scope, 2, &request()).await.unwrap();
            assert!(!store.memberships(user.user).await.unwrap()[0].archived);
        }

        async fn a_project_is_deleted_by_its_typed_name_and_its_audit_stays(store: TestStore) {
            let admin = store.person("a", SystemRole::Administrator).await;
            let member = store.project_of(&admin, "Orders").await;
            let scope = member.allow().unwrap();
            let wrong = store.delete_project(&scope, 1, "orders", &request()).await;
            assert_eq!(problems(wrong), [Code::ConfirmationDiffers]);
            store.delete_project(&scope, 1, " Orders ", &request()).await.unwrap();
            assert!(store.membership(admin.user, member.project).await.unwrap().is_none());
            assert!(matches!(store.project(&member.allow::<ProjectView>().unwrap()).await, Err(Error::Missing)));
            let filter = AuditFilter { project: Some(member.project), ..AuditFilter::default() };
            let rows = store.audit(&admin.allow().unwrap(), &filter, 50).await.unwrap();
            let acts: Vec<_> = rows.iter().map(|row| row.act.as_str()).collect();
            assert_eq!(acts, ["project.delete", "project.create"]);
            assert_eq!(rows[0].before.as_ref().unwrap()["members"], 1);
        }

        async fn the_audit_has_pages_and_is_never_read_across_projects(store: TestStore) {
            let user = store.person("u", SystemRole::User).await;
            let (first, second) = (store.project_of(&user, "A").await, store.project_of(&user, "B").await);
            let scope = first.allow().unwrap();
            for revision in 1..4 {
                store.update_project(&scope, revision, &named(&format!("A{revision}")), &request()).await.unwrap();
            }
            let filter = AuditFilter { project: Some(second.project), ..AuditFilter::default() };
            let page = store.project_audit(&scope, &filter, 3).await.unwrap();
            assert!(page.iter().all(|row| row.project_id == Some(first.project)) && page.len() == 3);
            let filter = AuditFilter { after: Some(page[2].id), ..AuditFilter::default() };
            let rest = store.project_audit(&scope, &filter, 3).await.unwrap();
            assert_eq!(rest.iter().map(|row| row.act.as_str()).collect::<Vec<_>>(), ["project.create"]);
            let nowhere = ProjectId::from(uuid::Uuid::nil());
            assert!(store.membership(user.user, nowhere).await.unwrap().is_none());
        }
    }
}
