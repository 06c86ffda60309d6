//! Starting a job with a state that somebody chose: for the first time, in another version, or as it was before.

use crate::{context::Refusal, forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{Code, JobId, ProjectId, RunId, authority::JobControl};
use store::{DeployFrom, JobOrder, JobStart};

/// Submits a job of which nothing runs.
pub(crate) async fn deploy(Path((project, job)): Path<(ProjectId, JobId)>, form: Posted) -> Response {
    form.answer(async |form| ordered(form, (project, job), JobOrder::Deploy).await).await
}

/// Puts a job as it is described now in the place of what runs.
pub(crate) async fn upgrade(Path((project, job)): Path<(ProjectId, JobId)>, form: Posted) -> Response {
    form.answer(async |form| ordered(form, (project, job), JobOrder::Upgrade).await).await
}

/// Starts a job again as an earlier run had it.
pub(crate) async fn roll_back(Path((project, job, run)): Path<(ProjectId, JobId, RunId)>, form: Posted) -> Response {
    let order = |start| JobOrder::RollBack { run, start };
    form.answer(async |form| ordered(form, (project, job), order).await).await
}

/// Asks for it; it is carried out whether somebody looks or not.
async fn ordered(
    form: &mut Posted,
    (project, job): (ProjectId, JobId),
    order: impl FnOnce(JobStart) -> JobOrder,
) -> Result<String, Refusal> {
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
    let start = JobStart {
        from,
        accepts_changes: form.is_ticked("accepts_changes"),
        drops_unclaimed: form.is_ticked("drops_unclaimed"),
    };
    form.state.store.order(&scope, job, &order(start), form.request()).await?;
    let page = paths::job(project, job);
    form.done(&page, "requested").await?;
    Ok(page)
}
