//! Views of the list of jobs that people keep under a name: for themselves, or for the project.

use crate::{
    Act, Error, OnConstraint, RequestId, Result, Store,
    database::{in_transaction, on_both, with_conn},
    json_text::{Json, json_text},
    revision,
    schema::{saved_views, users},
    stored::{Stored, key_of},
    transaction::Tx,
};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, JobListQuery, Name, ProjectId, SavedViewId, UserId,
    authority::{JobEdit, JobView, Scope},
};
use serde_json::{Value, json};

/// How many views of a project's list one person can have.
pub const MOST_VIEWS: u32 = 50;
/// How many others share that are shown.
const MOST_SHARED: i64 = 200;

/// A view of a project's list of jobs.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = saved_views)]
pub struct SavedView {
    /// The id.
    #[diesel(deserialize_as = Stored<SavedViewId>)]
    pub id: SavedViewId,
    /// Of which project's list.
    #[diesel(deserialize_as = Stored<ProjectId>)]
    pub project_id: ProjectId,
    /// Who keeps it.
    #[diesel(deserialize_as = Stored<UserId>)]
    pub user_id: UserId,
    /// No two of a person's differ in case only.
    pub name: String,
    /// Whether all of the project see it.
    pub is_shared: bool,
    /// What it asks for.
    #[diesel(deserialize_as = Json<JobListQuery>)]
    pub query: JobListQuery,
    /// Goes up with every change.
    pub revision: i64,
}

/// What somebody says of a view.
#[derive(Clone, Debug)]
pub struct SavedViewForm {
    /// How it is called.
    pub name: Name,
    /// Given by who lets all of the project see it.
    pub shared_by: Option<Scope<JobEdit>>,
    /// What it asks for.
    pub query: JobListQuery,
}

impl SavedViewForm {
    fn said(&self) -> Result<Said<'_>> {
        let (name, query) = (self.name.as_str(), json_text(&self.query)?);
        Ok(Said { name, name_key: key_of(name), is_shared: self.shared_by.is_some(), query })
    }
}

impl From<Json<Self>> for JobListQuery {
    fn from(read: Json<Self>) -> Self {
        read.0
    }
}

impl Store {
    /// The views that a person sees above a list: their own, then what others share, each by name; with who keeps them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn saved_views(&self, scope: &Scope<JobView>) -> Result<Vec<(SavedView, String)>> {
        with_conn!(self, |conn| {
            let own = saved_views::user_id.eq(Stored(scope.user()));
            let here = saved_views::project_id.eq(Stored(scope.project())).and(own.or(saved_views::is_shared.eq(true)));
            Ok(saved_views::table
                .inner_join(users::table)
                .filter(here)
                .order((saved_views::user_id.ne(Stored(scope.user())), saved_views::name_key, saved_views::id))
                .limit(i64::from(MOST_VIEWS) + MOST_SHARED)
                .select((SavedView::as_select(), users::display_name))
                .load(conn)
                .await?)
        })
    }

    /// A view that a person sees.
    ///
    /// # Errors
    /// [`Error::Missing`], also for what somebody else keeps for themselves.
    pub async fn saved_view(&self, scope: &Scope<JobView>, id: SavedViewId) -> Result<SavedView> {
        let found: SavedView = with_conn!(self, |conn| {
            let here = saved_views::id.eq(Stored(id)).and(saved_views::project_id.eq(Stored(scope.project())));
            SavedView::query().filter(here).first(conn).await?
        });
        if found.is_shared || found.user_id == scope.user() { Ok(found) } else { Err(Error::Missing) }
    }

    /// Keeps a view.
    ///
    /// # Errors
    /// The problems [`Code::NameTaken`] and [`Code::TooMany`] at `name`.
    pub async fn create_saved_view(
        &self,
        scope: &Scope<JobView>,
        form: &SavedViewForm,
        request: &RequestId,
    ) -> Result<SavedViewId> {
        in_transaction!(self, |tx| {
            let of_person = (scope.project(), scope.user());
            tx.one_at_a_time(&format!("saved_views {}", scope.user())).await?;
            tx.must_have_room(of_person).await?;
            let view: SavedView = diesel::insert_into(saved_views::table)
                .values((
                    (saved_views::id.eq(Stored(tx.id::<SavedViewId>())), form.said()?),
                    (saved_views::project_id.eq(Stored(of_person.0)), saved_views::user_id.eq(Stored(of_person.1))),
                    saved_views::revision.eq(1_i64),
                ))
                .returning(SavedView::as_returning())
                .get_result(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: form.name.to_string() }.at("name"))?;
            let act = act("saved_view.create", scope, &view, request);
            tx.audit(act.after(shown(&view))).await?;
            Ok(view.id)
        })
    }

    /// Changes a view; only who keeps it does.
    ///
    /// # Errors
    /// [`Error::Missing`], the problem [`Code::StaleRevision`], or as [`Store::create_saved_view`].
    pub async fn update_saved_view(
        &self,
        scope: &Scope<JobView>,
        (id, revision): (SavedViewId, i64),
        form: &SavedViewForm,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let before = tx.locked_view(scope, id).await?;
            if before.user_id != scope.user() {
                return Err(Error::Missing);
            }
            revision::must_be(revision, before.revision)?;
            let after: SavedView = diesel::update(saved_views::table.find(Stored(id)))
                .set((form.said()?, saved_views::revision.eq(saved_views::revision + 1)))
                .returning(SavedView::as_returning())
                .get_result(tx.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::NameTaken { name: form.name.to_string() }.at("name"))?;
            let act = act("saved_view.update", scope, &after, request);
            tx.audit(act.before(shown(&before)).after(shown(&after))).await
        })
    }

    /// Deletes a view: one's own, or a shared one for who may share.
    ///
    /// # Errors
    /// [`Error::Missing`].
    pub async fn delete_saved_view(
        &self,
        scope: &Scope<JobView>,
        sharing: Option<&Scope<JobEdit>>,
        id: SavedViewId,
        request: &RequestId,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let view = tx.locked_view(scope, id).await?;
            if view.user_id != scope.user() && !(view.is_shared && sharing.is_some()) {
                return Err(Error::Missing);
            }
            diesel::delete(saved_views::table.find(Stored(id))).execute(tx.conn).await?;
            let act = act("saved_view.delete", scope, &view, request);
            tx.audit(act.before(shown(&view))).await
        })
    }
}

fn act(name: &'static str, scope: &Scope<JobView>, view: &SavedView, request: &RequestId) -> Act {
    let act = Act::new(name, request).by(scope.user()).in_project(scope.project());
    act.on("saved_view", view.id, &view.name)
}

/// What the audit says of a view.
fn shown(view: &SavedView) -> Value {
    json!({ "name": view.name, "shared": view.is_shared, "query": view.query })
}

on_both! {
    impl Tx<'_, Conn> {
        /// A view of a project, locked by a write.
        async fn locked_view(&mut self, scope: &Scope<JobView>, id: SavedViewId) -> Result<SavedView> {
            let here = saved_views::table.find(Stored(id)).filter(saved_views::project_id.eq(Stored(scope.project())));
            let locked = diesel::update(here).set(saved_views::revision.eq(saved_views::revision));
            Ok(locked.returning(SavedView::as_returning()).get_result(self.conn).await?)
        }

        async fn must_have_room(&mut self, (project, user): (ProjectId, UserId)) -> Result<()> {
            let of_person = saved_views::project_id.eq(Stored(project)).and(saved_views::user_id.eq(Stored(user)));
            let has: i64 = saved_views::table.filter(of_person).count().get_result(self.conn).await?;
            if has >= i64::from(MOST_VIEWS) { Err(Code::TooMany { most: MOST_VIEWS }.at("name").into()) } else { Ok(()) }
        }
    }
}

#[derive(AsChangeset, Insertable)]
#[diesel(table_name = saved_views)]
struct Said<'a> {
    name: &'a str,
    name_key: String,
    is_shared: bool,
    query: String,
}
