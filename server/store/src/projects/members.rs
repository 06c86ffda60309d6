//! Who belongs to a project.

use crate::{
    Act, Error, RequestId, Result, Store,
    database::{in_transaction, on_both, with_conn},
    schema::{members, users},
    search,
    stored::{Stored, key_of},
    transaction::Tx,
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, ProjectId, Topic, UserId,
    authority::{Granted, MemberManage, ProjectEnter, ProjectRole, ProjectView, Scope},
};
use serde_json::json;

/// Somebody who belongs to a project.
#[derive(Clone, Debug, PartialEq, Queryable)]
pub struct Member {
    /// Who.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub user: UserId,
    /// What is typed to sign in.
    pub name: String,
    /// What is shown.
    pub display_name: String,
    /// True when signing in is refused.
    pub disabled: bool,
    /// As what.
    #[diesel(deserialize_as = Stored<ProjectRole>)]
    pub role: ProjectRole,
    /// Since when.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub added_at: DateTime<Utc>,
}

impl Store {
    /// Who belongs to the project, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn members(&self, scope: &Scope<ProjectView>) -> Result<Vec<Member>> {
        with_conn!(self, |conn| {
            Ok(members::table
                .inner_join(users::table)
                .filter(members::project_id.eq(Stored(scope.project())))
                .order(users::name_key)
                .select((
                    users::id,
                    users::name,
                    users::display_name,
                    users::disabled,
                    members::role,
                    members::added_at,
                ))
                .load(conn)
                .await?)
        })
    }

    /// Lets somebody, by the name they sign in with, belong to the project.
    ///
    /// # Errors
    /// The problems [`Code::NoSuchUser`] and [`Code::NameTaken`] at `user`, the latter for somebody who does already.
    pub async fn add_member(
        &self,
        scope: &Scope<MemberManage>,
        name: &str,
        role: ProjectRole,
        request: &RequestId,
    ) -> Result<UserId> {
        let key = search::plain(&key_of(name.trim()));
        in_transaction!(self, |tx| {
            let project = tx.changeable_project(scope).await?;
            let found: Option<(Stored<UserId>, String)> = users::table
                .filter(users::name_key.eq(&key))
                .select((users::id, users::name))
                .first(tx.conn)
                .await
                .optional()?;
            let Some((Stored(user), name)) = found else {
                return Err(Code::NoSuchUser.at("user").into());
            };
            if tx.role_of(project, user).await?.is_some() {
                return Err(Code::NameTaken { name }.at("user").into());
            }
            tx.insert_member(project, user, role).await?;
            let act = Act::new("member.add", request).by(scope.user()).on("user", user, name).in_project(project);
            tx.audit(act.after(json!({"role": role}))).await?;
            Ok(user)
        })
    }

    /// Gives a member another role.
    ///
    /// # Errors
    /// [`Error::Missing`] for somebody who does not belong to it; the problem [`Code::LastOwner`] at `role`.
    pub async fn set_member_role(
        &self,
        scope: &Scope<MemberManage>,
        user: UserId,
        role: ProjectRole,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let project = tx.changeable_project(scope).await?;
            let before = tx.role_of(project, user).await?.ok_or(Error::Missing)?;
            if role != ProjectRole::Owner {
                tx.keep_an_owner_without(project, user).await?;
            }
            let name = tx.write_role(project, user, role).await?;
            let act = Act::new("member.set_role", request).by(scope.user()).on("user", user, name).in_project(project);
            tx.audit(act.before(json!({"role": before})).after(json!({"role": role}))).await
        })
    }

    /// Somebody does not belong to the project any more.
    ///
    /// # Errors
    /// [`Error::Missing`] for somebody who does not belong to it; the problem [`Code::LastOwner`] at `user`.
    pub async fn remove_member(&self, scope: &Scope<MemberManage>, user: UserId, request: &RequestId) -> Result<()> {
        in_transaction!(self, |tx| {
            let project = tx.changeable_project(scope).await?;
            let before = tx.role_of(project, user).await?.ok_or(Error::Missing)?;
            tx.keep_an_owner_without(project, user).await?;
            diesel::delete(members::table.find((Stored(project), Stored(user)))).execute(tx.conn).await?;
            tx.changed(Topic::Members(project), 0);
            tx.changed(Topic::Access(user), 0);
            let name: String = users::table.find(Stored(user)).select(users::name).first(tx.conn).await?;
            let act = Act::new("member.remove", request).by(scope.user()).on("user", user, name).in_project(project);
            tx.audit(act.before(json!({"role": before}))).await
        })
    }

    /// An administrator enters a project, as an owner and for everybody to see.
    ///
    /// # Errors
    /// [`Error::Missing`] when there is no such project.
    pub async fn enter_project(
        &self,
        by: &Granted<ProjectEnter>,
        project: ProjectId,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let entered = tx.locked_project(project).await?;
            let before = tx.role_of(project, by.user()).await?;
            match before {
                Some(_) => drop(tx.write_role(project, by.user(), ProjectRole::Owner).await?),
                None => tx.insert_member(project, by.user(), ProjectRole::Owner).await?,
            }
            let act = Act::new("project.enter", request).by(by.user()).on("project", project, entered.name);
            tx.audit(act.in_project(project).before(json!({"role": before})).after(json!({"role": "owner"}))).await
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// The scope's project, locked, if it was not archived since the scope was made.
        async fn changeable_project(&mut self, scope: &Scope<MemberManage>) -> Result<ProjectId> {
            let project = self.locked_project(scope.project()).await?;
            match project.archived_at {
                Some(_) => Err(Code::ProjectArchived.at("user").into()),
                None => Ok(project.id),
            }
        }

        async fn role_of(&mut self, project: ProjectId, user: UserId) -> Result<Option<ProjectRole>> {
            let role: Option<Stored<ProjectRole>> = members::table
                .find((Stored(project), Stored(user)))
                .select(members::role)
                .first(self.conn)
                .await
                .optional()?;
            Ok(role.map(|Stored(role)| role))
        }

        /// Says how the member is called.
        async fn write_role(&mut self, project: ProjectId, user: UserId, role: ProjectRole) -> Result<String> {
            diesel::update(members::table.find((Stored(project), Stored(user))))
                .set(members::role.eq(Stored(role)))
                .execute(self.conn)
                .await?;
            self.changed(Topic::Members(project), 0);
            self.changed(Topic::Access(user), 0);
            Ok(users::table.find(Stored(user)).select(users::name).first(self.conn).await?)
        }

        /// Refuses if nobody else owns the project; it is locked, so that what is counted stays true.
        async fn keep_an_owner_without(&mut self, project: ProjectId, user: UserId) -> Result<()> {
            if self.role_of(project, user).await? != Some(ProjectRole::Owner) {
                return Ok(());
            }
            let others: i64 = members::table
                .inner_join(users::table)
                .filter(members::project_id.eq(Stored(project)).and(members::role.eq(Stored(ProjectRole::Owner))))
                .filter(members::user_id.ne(Stored(user)).and(users::disabled.eq(false)))
                .count()
                .get_result(self.conn)
                .await?;
            match others {
                0 => Err(Code::LastOwner.at("user").into()),
                _ => Ok(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{on_each_database, problems, request};
    use model::authority::SystemRole;

    on_each_database! {
        async fn members_come_change_and_go(store: TestStore) {
            let (owner, other) = (store.person("o", SystemRole::User).await, store.person("Other", SystemRole::User).await);
            let member = store.project_of(&owner, "Orders").await;
            let scope = member.allow().unwrap();
            assert_eq!(problems(store.add_member(&scope, "nobody", ProjectRole::Viewer, &request()).await), [Code::NoSuchUser]);
            let added = store.add_member(&scope, " other", ProjectRole::Viewer, &request()).await.unwrap();
            assert_eq!(added, other.user);
            let again = store.add_member(&scope, "other", ProjectRole::Owner, &request()).await;
            assert_eq!(problems(again), [Code::NameTaken { name: "Other".into() }]);

            store.set_member_role(&scope, other.user, ProjectRole::Developer, &request()).await.unwrap();
            let members = store.members(&member.allow().unwrap()).await.unwrap();
            let roles: Vec<_> = members.iter().map(|member| (member.name.as_str(), member.role)).collect();
            assert_eq!(roles, [("o", ProjectRole::Owner), ("Other", ProjectRole::Developer)]);

            store.remove_member(&scope, other.user, &request()).await.unwrap();
            assert!(store.membership(other.user, member.project).await.unwrap().is_none());
            let gone = store.remove_member(&scope, other.user, &request()).await;
            assert!(matches!(gone, Err(Error::Missing)));
        }

        async fn the_last_owner_stays(store: TestStore) {
            let (a, b) = (store.person("a", SystemRole::User).await, store.person("b", SystemRole::User).await);
            let member = store.project_of(&a, "Orders").await;
            let scope = member.allow().unwrap();
            assert_eq!(problems(store.remove_member(&scope, a.user, &request()).await), [Code::LastOwner]);
            let demoted = store.set_member_role(&scope, a.user, ProjectRole::Viewer, &request()).await;
            assert_eq!(problems(demoted), [Code::LastOwner]);

            store.add_member(&scope, "b", ProjectRole::Owner, &request()).await.unwrap();
            let request = request();
            let (one, other) = tokio::join!(
                store.remove_member(&scope, a.user, &request),
                store.remove_member(&scope, b.user, &request),
            );
            assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        }

        async fn an_administrator_enters_a_project_for_everybody_to_see(store: TestStore) {
            let (owner, admin) = (store.person("o", SystemRole::User).await, store.person("a", SystemRole::Administrator).await);
            let member = store.project_of(&owner, "Orders").await;
            assert!(store.membership(admin.user, member.project).await.unwrap().is_none());
            store.enter_project(&admin.allow().unwrap(), member.project, &request()).await.unwrap();
            assert_eq!(store.membership(admin.user, member.project).await.unwrap().unwrap().role, ProjectRole::Owner);
            let rows = store.project_audit(&member.allow().unwrap(), &crate::AuditFilter::default(), 1).await.unwrap();
            assert_eq!((rows[0].act.as_str(), rows[0].actor_name.as_str()), ("project.enter", "a"));
        }
    }
}
