//! What is shown of a job, read at once.

use app::context::{Actor, AppState, Refusal};
use model::{
    JobId, ProjectId,
    authority::{JobControl, JobEdit, JobView as View, ProjectView, ScriptView},
};
use store::{Job, JobSummary, Operation, Run, Snapshot, Store};

/// How many runs, snapshots and operations the page shows.
const SHOWN: i64 = 20;

/// A job, seen by somebody.
#[derive(Clone, Debug)]
pub(crate) struct JobView {
    pub(super) job: Job,
    pub(super) summary: JobSummary,
    /// Newest first.
    pub(super) runs: Vec<Run>,
    /// Newest first.
    pub(super) snapshots: Vec<Snapshot>,
    /// Newest first.
    pub(super) operations: Vec<Operation>,
    /// Whether the script says something else than the version that ran last.
    pub(super) is_changed: bool,
    /// What the reader may do.
    pub(super) rights: Rights,
}

/// What a reader may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rights {
    pub(super) operates: bool,
    pub(super) edits: bool,
}

impl Rights {
    /// For what is rendered once for all who have the same.
    fn number(self) -> u64 {
        u64::from(self.operates) | u64::from(self.edits) << 1
    }
}

impl JobView {
    /// Goes up with everything that is shown.
    pub(crate) fn stamp(&self) -> i64 {
        self.job.stamp
    }

    /// Another number for who may do something else.
    pub(crate) fn rights(&self) -> u64 {
        self.rights.number()
    }

    /// The newest run.
    pub(super) fn run(&self) -> Option<&Run> {
        self.runs.first()
    }

    /// Whether something is being done.
    pub(super) fn under_way(&self) -> Option<&Operation> {
        self.operations.first().filter(|operation| operation.state.is_active())
    }
}

/// The job with all that its page shows.
///
/// # Errors
/// [`Refusal::NotFound`] for one of another project, or that the person may not see.
pub(crate) async fn job_view(
    state: &AppState,
    actor: &Actor,
    project: ProjectId,
    id: JobId,
) -> Result<JobView, Refusal> {
    let store = &state.store;
    let (_, member) = actor.project(store, project).await?;
    let scope = member.allow::<View>()?;
    let job = store.job(&scope, id).await?;
    let summary = store.job_summary(&scope, id).await?;
    let runs = store.runs_of_job(&scope, id, SHOWN).await?;
    let snapshots = store.snapshots(&scope, id, SHOWN).await?;
    let operations = store.operations(&member.allow::<ProjectView>()?, "job", &id.to_string(), SHOWN).await?;
    let is_changed = is_changed(store, &member.allow::<ScriptView>()?, &job, runs.first()).await?;
    let rights = Rights { operates: member.has::<JobControl>(), edits: member.has::<JobEdit>() };
    Ok(JobView { job, summary, runs, snapshots, operations, is_changed, rights })
}

/// Whether a deploy would run another text than the newest run has.
async fn is_changed(
    store: &Store,
    scope: &model::authority::Scope<ScriptView>,
    job: &Job,
    run: Option<&Run>,
) -> Result<bool, Refusal> {
    let Some(ran) = run.and_then(|run| run.version_id) else { return Ok(false) };
    match job.version_id {
        Some(version) => Ok(version != ran),
        None => match store.script(scope, job.script_id).await {
            Ok(script) => Ok(store.script_version(scope, ran).await?.text != script.text),
            Err(store::Error::Missing) => Ok(false),
            Err(error) => Err(error.into()),
        },
    }
}
