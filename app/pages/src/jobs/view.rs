//! What is shown of a job, read at once.

use super::submitted::runnable;
use app::context::{Actor, AppState, Refusal};
use model::{
    Artifact, JobId, ProjectId, RunId, ScriptId, ScriptVersionId, TemplateId,
    authority::{JobControl, JobEdit, JobView as View, Membership, ProjectView, Scope, ScriptView},
    job::EffectiveSettings,
};
use store::{BatchStep, Job, JobSummary, KeptSnapshots, Operation, Run, Snapshot, Store};

/// How many runs, snapshots and operations the page shows.
const SHOWN: i64 = 20;

/// A job, seen by somebody.
#[derive(Clone, Debug)]
pub(crate) struct JobView {
    pub(super) job: Job,
    pub(super) summary: JobSummary,
    /// Newest first.
    pub(super) runs: Vec<Run>,
    /// Runs of which something is kept about how they failed.
    pub(super) evidence: Vec<RunId>,
    /// Of the newest run, in their order; none if it has one Flink job.
    pub(super) steps: Vec<BatchStep>,
    /// Newest first.
    pub(super) snapshots: Vec<Snapshot>,
    /// How much state is kept of it in all.
    pub(super) kept: KeptSnapshots,
    /// Newest first.
    pub(super) operations: Vec<Operation>,
    /// Whether a deploy would run something else than what ran last.
    pub(super) is_changed: bool,
    /// Its settings with all that they inherit, as a deploy would take them now.
    pub(super) effective: EffectiveSettings,
    /// The template from which it inherits, and its name.
    pub(super) template: Option<(TemplateId, String)>,
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

    /// Whether its newest run ends by itself.
    pub(super) fn is_batch(&self) -> bool {
        let resolved = self.run().and_then(|run| run.resolved.as_ref());
        resolved.is_some_and(|resolved| resolved["mode"] == "batch")
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
    let steps = match runs.first().filter(|run| run.step.is_some()) {
        Some(run) => store.steps_of_run(&scope, run).await?,
        None => Vec::new(),
    };
    let evidence = store.runs_with_evidence(&scope, id).await?;
    let snapshots = store.snapshots(&scope, id, SHOWN).await?;
    let kept = store.kept_state(&scope, id).await?;
    let operations = store.operations(&member.allow::<ProjectView>()?, "job", &id.to_string(), SHOWN).await?;
    let is_changed = is_changed(store, &member, &job, runs.first()).await?;
    let inherited = store.inherited_settings(&scope, job.template_id).await?;
    let template = job.template_id.zip(inherited.first().map(|(name, _)| name.clone()));
    let effective = EffectiveSettings::of(&inherited, &job.settings);
    let rights = Rights { operates: member.has::<JobControl>(), edits: member.has::<JobEdit>() };
    Ok(JobView {
        job,
        summary,
        runs,
        evidence,
        steps,
        snapshots,
        kept,
        operations,
        is_changed,
        effective,
        template,
        rights,
    })
}

/// Whether a deploy would run something else than the newest run has.
async fn is_changed(store: &Store, member: &Membership, job: &Job, run: Option<&Run>) -> Result<bool, Refusal> {
    let Some(run) = run else { return Ok(false) };
    let is_other = match &job.artifact {
        Artifact::Script { script, version } => {
            let Some(ran) = run.version_id else { return Ok(run.jar_version_id.is_some()) };
            is_other_text(store, &member.allow()?, (*script, *version), ran).await
        }
        Artifact::Jar(program) => {
            let deployed = run.resolved.as_ref().map(|resolved| &resolved["artifact"]);
            let is_same = serde_json::to_value(&job.artifact).ok().as_ref() == deployed;
            let newest = runnable(store, &member.allow()?, program).await;
            newest.map(|version| !is_same || Some(version.id) != run.jar_version_id)
        }
    };
    match is_other {
        Ok(is_other) => Ok(is_other),
        Err(store::Error::Missing) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

async fn is_other_text(
    store: &Store,
    scope: &Scope<ScriptView>,
    (script, version): (ScriptId, Option<ScriptVersionId>),
    ran: ScriptVersionId,
) -> store::Result<bool> {
    match version {
        Some(version) => Ok(version != ran),
        None => {
            let now = store.script(scope, script).await?.text;
            Ok(store.script_version(scope, ran).await?.text != now)
        }
    }
}
