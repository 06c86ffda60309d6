//! Views of the list of jobs: keeping one, changing it, forgetting it.

use crate::{context::Refusal, forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{
    Code, JobListQuery, Name, ProjectId, SavedViewId,
    authority::{JobEdit, JobView, Membership, Scope},
};
use store::{SavedView, SavedViewForm};

/// Keeps what the list shows under a name.
pub(crate) async fn create_saved_view(Path(project): Path<ProjectId>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<JobView>()?;
        let shared_by = shared_by(form, &member)?;
        let name = form.parse("name", Name::parse);
        let query = form.parse("query", JobListQuery::parse);
        let (Some(name), Some(query)) = (name, query) else {
            return Err(form.problems());
        };
        let view = SavedViewForm { name, shared_by, query };
        form.state.store.create_saved_view(&scope, &view, form.request()).await?;
        saved(form, project, &view.query).await
    })
    .await
}

/// Changes a view, has it show something else, or forgets it.
pub(crate) async fn change_saved_view(Path((project, id)): Path<(ProjectId, SavedViewId)>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<JobView>()?;
        let store = form.state.store.clone();
        let before = store.saved_view(&scope, id).await?;
        match form.field("act") {
            "delete" => {
                store.delete_saved_view(&scope, member.allow::<JobEdit>().ok().as_ref(), id, form.request()).await?;
                let page = paths::saved_views(project);
                form.done(&page, "deleted").await?;
                Ok(page)
            }
            "replace" => replace(form, (&member, &scope), before).await,
            "save" => rename(form, (&member, &scope), before).await,
            _ => Err(Code::NotAChoice.at("act").into()),
        }
    })
    .await
}

/// The view stays what it is called, and shows something else.
async fn replace(
    form: &mut Posted,
    (member, scope): (&Membership, &Scope<JobView>),
    before: SavedView,
) -> Result<String, Refusal> {
    let shared_by = if before.is_shared { Some(member.allow::<JobEdit>()?) } else { None };
    let (Some(revision), Some(query)) = (form.revision(), form.parse("query", JobListQuery::parse)) else {
        return Err(form.problems());
    };
    let name = Name::parse(&before.name).map_err(|code| code.at("name"))?;
    let view = SavedViewForm { name, shared_by, query };
    form.state.store.update_saved_view(scope, (before.id, revision), &view, form.request()).await?;
    saved(form, before.project_id, &view.query).await
}

async fn rename(
    form: &mut Posted,
    (member, scope): (&Membership, &Scope<JobView>),
    before: SavedView,
) -> Result<String, Refusal> {
    // Who may not share it would take it from everybody else.
    if before.is_shared {
        member.allow::<JobEdit>()?;
    }
    let shared_by = shared_by(form, member)?;
    let (Some(revision), Some(name)) = (form.revision(), form.parse("name", Name::parse)) else {
        return Err(form.problems());
    };
    let view = SavedViewForm { name, shared_by, query: before.query };
    form.state.store.update_saved_view(scope, (before.id, revision), &view, form.request()).await?;
    saved(form, before.project_id, &view.query).await
}

/// Who lets all of the project see it, if that was ticked.
fn shared_by(form: &Posted, member: &Membership) -> Result<Option<Scope<JobEdit>>, Refusal> {
    Ok(if form.is_ticked("is_shared") { Some(member.allow::<JobEdit>()?) } else { None })
}

/// The list as the view shows it.
async fn saved(form: &Posted, project: ProjectId, query: &JobListQuery) -> Result<String, Refusal> {
    form.done(&paths::jobs(project), "view_saved").await?;
    let pairs = query.pairs();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Ok(paths::with_query(&paths::jobs(project), &pairs))
}
