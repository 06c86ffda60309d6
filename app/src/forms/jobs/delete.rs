//! Deleting a job.

use crate::{context::Refusal, forms::Posted, paths};
use model::{
    Code, JobId, ProjectId,
    authority::{JobEdit, JobView, Membership},
};

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
    store.delete_job(&member.allow::<JobEdit>()?, (job, revision), form.request()).await?;
    let list = paths::jobs(project);
    form.done(&list, "deleted").await?;
    Ok(list)
}
