//! Deploying a job from a state that somebody chose.

use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{Code, JobId, ProjectId, authority::JobControl};
use store::{DeployFrom, JobOrder};

/// Asks for it; it is carried out whether somebody looks or not.
pub(crate) async fn deploy(Path((project, job)): Path<(ProjectId, JobId)>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<JobControl>()?;
        let from = form.parse("from", |text| match text {
            "latest" => Ok(DeployFrom::Latest),
            "empty" => Ok(DeployFrom::Empty),
            text => text.parse().map(DeployFrom::Snapshot).map_err(|_| Code::NotAChoice),
        });
        let Some(from) = from else {
            return Err(form.problems());
        };
        form.state.store.order(&scope, job, &JobOrder::Deploy(from), form.request()).await?;
        let page = paths::job(project, job);
        form.done(&page, "requested").await?;
        Ok(page)
    })
    .await
}
