//! Deleting a job.

use crate::{context::Refusal, forms::Posted, paths};
use model::{
    Code, JobId, ProjectId,
    authority::{JobControl, JobEdit, JobView, Membership},
};
use store::JobOrder;

/// Deletes a job that does not run, if its name was typed.
pub(super) async fn delete(
    form: &mut Posted,
    (project, member): (ProjectId, &Membership),
    (job, revision): (JobId, i64),
) -> Result<String, Refusal> {
    let store = form.state.store.clone();
    let before = store.job(&member.allow::<JobView>()?, job).await?;
    if form.field("confirmation").trim() != before.name {
        return Err(Code::ConfirmationDiffers.at("confirmation").into());
    }
    if revision != before.revision {
        return Err(Code::StaleRevision { now: before.revision }.at("revision").into());
    }
    let list = paths::jobs(project);
    if form.is_ticked("with_state") {
        // Whoever may change a job may not for that reason delete what it needs to go on.
        let operates = member.allow::<JobControl>()?;
        store.order(&operates, job, &JobOrder::Delete, form.request()).await?;
        form.done(&list, "delete_requested").await?;
        return Ok(list);
    }
    store.delete_job(&member.allow::<JobEdit>()?, (job, revision), form.request()).await?;
    form.done(&list, "deleted").await?;
    Ok(list)
}
