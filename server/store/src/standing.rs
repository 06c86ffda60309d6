//! What a person may do: the only place where standings and memberships are built.
//!
//! Somebody who is disabled has neither.

use crate::{
    Result, Store,
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
