//! Lists of projects.

use crate::{
    Page, PageRequest, Project, Result, Store,
    database::with_conn,
    schema::{members, projects},
    search,
    stored::{Stored, key_of},
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::authority::{Granted, ProjectList, ProjectRole, Standing};

/// Which projects. All that is given must hold.
#[derive(Clone, Debug, Default)]
pub struct ProjectFilter {
    /// Part of the name.
    pub search: Option<String>,
    /// Only archived ones, or only others.
    pub archived: Option<bool>,
}

/// A project in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectSummary {
    /// The project.
    pub project: Project,
    /// What the person who asks is in it; `None` for somebody who does not belong to it.
    pub role: Option<ProjectRole>,
}

impl Store {
    /// The projects one belongs to, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_projects(&self, own: &Standing, filter: &ProjectFilter) -> Result<Vec<ProjectSummary>> {
        let rows: Vec<(Project, Stored<ProjectRole>)> = with_conn!(self, |conn| {
            let mut query = projects::table
                .inner_join(members::table)
                .filter(members::user_id.eq(Stored(own.user)))
                .order(projects::name_key)
                .select((Project::as_select(), members::role))
                .into_boxed();
            if let Some(text) = &filter.search {
                let pattern = search::containing(&key_of(text.trim()));
                query = query.filter(projects::name_key.like(pattern).escape('\\'));
            }
            if let Some(archived) = filter.archived {
                query = query.filter(projects::archived_at.is_not_null().eq(archived));
            }
            query.load(conn).await?
        });
        Ok(rows.into_iter().map(|(project, Stored(role))| ProjectSummary { project, role: Some(role) }).collect())
    }

    /// All projects, by name, and what one is in them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn projects(
        &self,
        by: &Granted<ProjectList>,
        filter: &ProjectFilter,
        page: PageRequest,
    ) -> Result<Page<ProjectSummary>> {
        macro_rules! filtered {
            ($query:expr) => {{
                let mut query = $query.into_boxed();
                if let Some(text) = &filter.search {
                    let pattern = search::containing(&key_of(text.trim()));
                    query = query.filter(projects::name_key.like(pattern).escape('\\'));
                }
                if let Some(archived) = filter.archived {
                    query = query.filter(projects::archived_at.is_not_null().eq(archived));
                }
                query
            }};
        }
        let (rows, total): (Vec<Project>, i64) = with_conn!(self, |conn| {
            let total = filtered!(projects::table.count()).get_result(conn).await?;
            let query = filtered!(Project::query()).order(projects::name_key).limit(page.limit());
            (query.offset(page.offset()).load(conn).await?, total)
        });
        let own = self.memberships(by.user()).await?;
        let role = |project: &Project| own.iter().find(|member| member.project == project.id).map(|member| member.role);
        let rows = rows.into_iter().map(|project| ProjectSummary { role: role(&project), project }).collect();
        Ok(Page { rows, total })
    }
}
