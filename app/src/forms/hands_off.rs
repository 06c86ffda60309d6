//! Leaving a job, a cluster or everything alone for a while.

use super::Posted;
use crate::{context::Refusal, paths};
use axum::{extract::Path, response::Response};
use chrono::TimeDelta;
use model::{
    Code, JobId, Name, ProjectId, SessionClusterId,
    authority::{ClusterManage, JobControl},
};
use store::NewHandsOff;

/// Nobody leaves anything alone for longer without saying so: until somebody ends it.
const MOST_HOURS: i64 = 24 * 31;

/// A job.
pub(crate) async fn job(Path((project, job)): Path<(ProjectId, JobId)>, form: Posted) -> Response {
    form.answer(async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<JobControl>()?;
        let new = read(form)?;
        form.state.store.set_job_hands_off(&scope, job, new.as_ref(), form.request()).await?;
        leave(form, new.is_some(), paths::job(project, job)).await
    })
    .await
}

/// All jobs of a cluster.
pub(crate) async fn cluster(Path(cluster): Path<SessionClusterId>, form: Posted) -> Response {
    form.answer(async |form| {
        let granted = form.actor()?.standing.allow::<ClusterManage>()?;
        let new = read(form)?;
        form.state.store.set_cluster_hands_off(&granted, cluster, new.as_ref(), form.request()).await?;
        leave(form, new.is_some(), paths::cluster(cluster)).await
    })
    .await
}

/// Everything.
pub(crate) async fn all(form: Posted) -> Response {
    form.answer(async |form| {
        let granted = form.actor()?.standing.allow::<ClusterManage>()?;
        let new = read(form)?;
        form.state.store.set_hands_off(&granted, new.as_ref(), form.request()).await?;
        leave(form, new.is_some(), paths::CLUSTERS.into()).await
    })
    .await
}

/// What shall be; nothing when it is to end.
fn read(form: &mut Posted) -> Result<Option<NewHandsOff>, Refusal> {
    match form.field("act") {
        "end" => return Ok(None),
        "begin" => {}
        _ => return Err(Code::NotAChoice.at("act").into()),
    }
    let reason = form.parse("reason", Name::parse);
    let hours = form.parse("hours", |text| match text.parse() {
        Ok(hours @ 0..=MOST_HOURS) => Ok(hours),
        _ => Err(Code::NotAChoice),
    });
    let (Some(reason), Some(hours)) = (reason, hours) else {
        return Err(form.problems());
    };
    let until = (hours > 0).then(|| form.state.store.now() + TimeDelta::hours(hours));
    Ok(Some(NewHandsOff { reason, until }))
}

async fn leave(form: &Posted, begun: bool, page: String) -> Result<String, Refusal> {
    // That it begins is said there anyway.
    if !begun {
        form.done(&page, "hands_on").await?;
    }
    Ok(page)
}
