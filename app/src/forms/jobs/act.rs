//! Acts on a job that was deployed.

use crate::{forms::Posted, paths};
use axum::{extract::Path, response::Response};
use model::{Code, JobId, ProjectId, authority::JobControl};
use store::JobOrder;

/// Asks for what needs no choice: a stop, a savepoint, a restart.
pub(crate) async fn act(Path((project, job)): Path<(ProjectId, JobId)>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<JobControl>()?;
        let order = match form.field("act") {
            "stop" => JobOrder::Stop { drain: false },
            "drain" => JobOrder::Stop { drain: true },
            "cancel" => JobOrder::Cancel,
            "force_stop" => JobOrder::ForceStop,
            "savepoint" => JobOrder::Savepoint,
            "checkpoint" => JobOrder::Checkpoint,
            "restart" => JobOrder::Restart,
            "resume" => JobOrder::Resume { run: form.field("run").parse().map_err(|_| Code::Missing.at("run"))? },
            _ => return Err(Code::NotAChoice.at("act").into()),
        };
        form.state.store.order(&scope, job, &order, form.request()).await?;
        let page = paths::job(project, job);
        form.done(&page, "requested").await?;
        Ok(page)
    })
    .await
}
