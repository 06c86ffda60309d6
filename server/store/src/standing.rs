//! What a person may do: the only place where standings and memberships are built.
//!
//! Somebody who is disabled has neither.

use crate::{
    Project, Result, Store, User,
    database::with_conn,
    schema::{members, projects, users},
    stored::Stored,
};
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    ProjectId, UserId,
    authority::{Membership, ProjectRole, Standing, SystemRole},
};

type Row = (Stored<ProjectId>, Stored<ProjectRole>, Option<NaiveDateTime>);

impl Store {
    /// What a person is in the installation; `None` for somebody unknown or disabled.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn standing(&self, user: UserId) -> Result<Option<Standing>> {
        let role: Option<Stored<SystemRole>> = with_conn!(self, |conn| {
            users::table
                .find(Stored(user))
                .filter(users::disabled.eq(false))
                .select(users::role)
                .first(conn)
                .await
                .optional()?
        });
        Ok(role.map(|Stored(role)| Standing { user, role }))
    }

    /// Somebody's record, and what they are in the installation; `None` for somebody unknown or disabled.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account(&self, user: UserId) -> Result<Option<(User, Standing)>> {
        let record: Option<User> = with_conn!(self, |conn| {
            let record = User::query().filter(users::id.eq(Stored(user)).and(users::disabled.eq(false)));
            record.first(conn).await.optional()?
        });
        Ok(record.map(|record| {
            let role = record.role;
            (record, Standing { user, role })
        }))
    }

    /// A project's record, and what a person is in it; `None` for somebody who does not belong to it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn member_project(&self, user: UserId, project: ProjectId) -> Result<Option<(Project, Membership)>> {
        let row: Option<(Project, Stored<ProjectRole>)> = with_conn!(self, |conn| {
            members::table
                .inner_join(projects::table)
                .inner_join(users::table)
                .filter(members::user_id.eq(Stored(user)).and(members::project_id.eq(Stored(project))))
                .filter(users::disabled.eq(false))
                .select((Project::as_select(), members::role))
                .first(conn)
                .await
                .optional()?
        });
        Ok(row.map(|(record, role)| {
            let archived_at = record.archived_at.map(|at| at.naive_utc());
            (record, membership(user, (Stored(project), role, archived_at)))
        }))
    }

    /// What a person is in a project; `None` for somebody who does not belong to it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn membership(&self, user: UserId, project: ProjectId) -> Result<Option<Membership>> {
        let row: Option<Row> = with_conn!(self, |conn| {
            members::table
                .inner_join(projects::table)
                .inner_join(users::table)
                .filter(members::user_id.eq(Stored(user)).and(members::project_id.eq(Stored(project))))
                .filter(users::disabled.eq(false))
                .select((members::project_id, members::role, projects::archived_at))
                .first(conn)
                .await
                .optional()?
        });
        Ok(row.map(|row| membership(user, row)))
    }

    /// What a person is in all their projects.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn memberships(&self, user: UserId) -> Result<Vec<Membership>> {
        let rows: Vec<Row> = with_conn!(self, |conn| {
            members::table
                .inner_join(projects::table)
                .inner_join(users::table)
                .filter(members::user_id.eq(Stored(user)))
                .filter(users::disabled.eq(false))
                .order(projects::name_key)
                .select((members::project_id, members::role, projects::archived_at))
                .load(conn)
                .await?
        });
        Ok(rows.into_iter().map(|row| membership(user, row)).collect())
    }
}

fn membership(user: UserId, (Stored(project), Stored(role), archived_at): Row) -> Membership {
    Membership { user, project, role, archived: archived_at.is_some() }
}

#[cfg(test)]
mod tests {
    use crate::testing::on_each_database;
    use model::authority::SystemRole;

    on_each_database! {
        async fn a_record_comes_with_what_its_person_may_do(store: TestStore) {
            let ada = store.person("Ada", SystemRole::User).await;
            let (record, standing) = store.account(ada.user).await.unwrap().unwrap();
            assert_eq!((record.id, standing.user, standing.role), (ada.user, ada.user, SystemRole::User));
            let member = store.project_of(&ada, "Orders").await;
            let (project, found) = store.member_project(ada.user, member.project).await.unwrap().unwrap();
            assert_eq!((project.id, &*project.name), (member.project, "Orders"));
            assert_eq!((found.user, found.project, found.role), (ada.user, member.project, member.role));
        }

        async fn what_belongs_to_others_comes_with_nothing(store: TestStore) {
            let ada = store.person("Ada", SystemRole::Administrator).await;
            let grace = store.person("Grace", SystemRole::User).await;
            let orders = store.project_of(&ada, "Orders").await.project;
            assert!(store.member_project(grace.user, orders).await.unwrap().is_none());
        }
    }
}
