//! The same, asked of many jobs.

use crate::{
    forms::{Flash, Posted},
    paths,
};
use axum::{extract::Path, response::Response};
use model::{BulkAct, Code, JobId, Problem, ProjectId, authority::JobControl};
use serde::{Deserialize, Serialize};

/// What came of it, for the list that is shown next.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BulkOutcome {
    /// What was asked.
    pub act: BulkAct,
    /// Of how many jobs.
    pub asked: usize,
    /// Of which it could not be asked, by name if they are there, and why.
    pub not_asked: Vec<(Option<String>, Vec<Problem>)>,
}

impl BulkOutcome {
    /// What the form left, if that is what came before.
    pub fn left(flash: &Flash) -> Option<Self> {
        flash
            .handed()
            .filter(|_| flash.what_was_done() == Some("asked"))
            .and_then(|text| serde_json::from_str(text).ok())
    }
}

/// Asks for it, job by job: one that refuses does not keep it from the others.
pub(crate) async fn bulk(Path(project): Path<ProjectId>, form: Posted) -> Response {
    form.answer_at(paths::jobs(project), async |form| {
        let (_, member) = form.project(project).await?;
        let scope = member.allow::<JobControl>()?;
        let act: BulkAct = form.field("act").parse().map_err(|_| Code::NotAChoice.at("act"))?;
        let mut jobs: Vec<JobId> = form.values("job");
        jobs.sort_unstable();
        jobs.dedup();
        if jobs.is_empty() {
            return Err(Code::Required.at("job").into());
        }
        if jobs.len() > store::MOST_AT_ONCE {
            return Err(Code::TooMany { most: store::MOST_AT_ONCE as u32 }.at("job").into());
        }
        let not_asked = form.state.store.order_bulk(&scope, &jobs, act, form.request()).await?;
        let asked = jobs.len() - not_asked.len();
        let not_asked = not_asked.into_iter().map(|job| (job.name, job.problems)).collect();
        let outcome = BulkOutcome { act, asked, not_asked };
        let text = serde_json::to_string(&outcome).unwrap_or_default();
        let list = paths::jobs(project);
        form.leave(Flash::done(list.clone(), "asked").handing(text)).await?;
        Ok(list)
    })
    .await
}
