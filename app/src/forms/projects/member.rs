//! Members: adding, changing, removing.

use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{Code, ProjectId, UserId, authority::MemberManage};

/// Lets somebody belong to the project.
pub(crate) async fn add_member(Path(project): Path<ProjectId>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<MemberManage>()?;
        let role = form.parse("role", |text| text.parse().map_err(|_| Code::NotAChoice));
        let name = form.parse("user", |text| match text.trim() {
            "" => Err(Code::Required),
            name => Ok(name.to_string()),
        });
        let (Some(role), Some(name)) = (role, name) else {
            return Err(form.problems());
        };
        form.state.store.add_member(&scope, &name, role, form.request()).await?;
        Ok(paths::members(project))
    })
    .await
}

/// Gives a member another role, or lets the member go.
pub(crate) async fn change_member(Path((project, user)): Path<(ProjectId, UserId)>, form: Posted) -> Response {
    let page = paths::members(project);
    form.answer_at(page.clone(), async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<MemberManage>()?;
        let store = form.state.store.clone();
        if form.field("act") == "remove" {
            store.remove_member(&scope, user, form.request()).await?;
        } else {
            let Some(role) = form.parse("role", |text| text.parse().map_err(|_| Code::NotAChoice)) else {
                return Err(form.problems());
            };
            store.set_member_role(&scope, user, role, form.request()).await?;
        }
        Ok(page.clone())
    })
    .await
}
