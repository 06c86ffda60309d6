//! From what a job is to what is submitted: the version, its variables, its statements, its settings.

use super::{Halt, steps::Carrier};
use crate::files;
use model::{
    Problem,
    flink::FlinkJobId,
    job::check_configuration,
    sql::{Positions, Program, SqlProblem, program},
    variables::{mask, substitute},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::{DeployFrom, Job, NewRun, ScriptVersion, VariableValue};

/// What is submitted.
#[derive(Debug)]
pub(super) struct Resolved {
    pub(super) job: Job,
    version: ScriptVersion,
    /// The script with the values of its variables.
    pub(super) text: String,
    /// Statements to be run first, and the one that becomes the job.
    pub(super) program: Program,
    /// What the session is opened with.
    pub(super) configuration: BTreeMap<String, String>,
    /// The snapshot that it goes on from.
    pub(super) restored_from: Option<String>,
    /// How many slots it needs.
    pub(super) parallelism: u32,
    variables: Vec<VariableValue>,
}

impl Carrier<'_> {
    /// Resolves everything that the job names; nothing is asked of the cluster.
    pub(super) async fn resolve(&self) -> Result<Resolved, Halt> {
        let (store, scope) = (&self.shared.store, &self.shared.scope);
        let job = self.job().await?;
        let version = store.version_for_deploy(scope, self.claim, &job).await?;
        let variables = store.variable_values(scope, job.project_id).await?;
        let text = with_variables(&version.text, &variables)?;
        let mut program = program(&text, job.settings.mode).map_err(|problems| in_script(&problems))?;
        if program.steps.len() != 1 {
            return Err(Halt::failed("several_steps", [("count", program.steps.len().into())]));
        }
        for statement in &mut program.setup {
            statement.text = files::with_paths(self.shared, (job.project_id, job.cluster_id), &statement.text).await?;
        }
        let restored_from = self.restore_path(&job).await?;
        let mut settings = job.settings.clone();
        for value in settings.configuration.values_mut() {
            *value = with_variables(value, &variables)?;
        }
        check_configuration(&settings.configuration).map_err(|problems| in_settings(&problems))?;
        // What the script sets comes last.
        let mut configuration = settings.flink_configuration();
        configuration.extend(program.settings());
        let parallelism = configuration.get("parallelism.default").and_then(|text| text.parse().ok()).unwrap_or(1);
        Ok(Resolved { job, version, text, program, configuration, restored_from, parallelism, variables })
    }

    /// Where the state lies that it is to go on from.
    async fn restore_path(&self, job: &Job) -> Result<Option<String>, Halt> {
        let from = serde_json::from_value(self.claim.operation.parameters.clone());
        let from = from.map_err(|_| Halt::failed("bad_parameters", []))?;
        let (store, scope) = (&self.shared.store, &self.shared.scope);
        match from {
            DeployFrom::Empty => Ok(None),
            DeployFrom::Snapshot(id) => {
                let all = store.snapshots_of_any(scope, job).await?;
                let picked = all.into_iter().find(|snapshot| snapshot.id == id);
                Ok(Some(picked.ok_or_else(|| Halt::failed("snapshot_gone", []))?.path))
            }
            DeployFrom::Latest => {
                let latest = self.latest_state(job).await?;
                latest.map(Some).ok_or_else(|| Halt::failed("no_state", []))
            }
        }
    }

    /// The newest state of the job's newest run: what the store knows, or what lies on this host's disk and is newer.
    async fn latest_state(&self, job: &Job) -> Result<Option<String>, Halt> {
        let (store, scope) = (&self.shared.store, &self.shared.scope);
        let known = store.latest_state(scope, job).await?;
        let Some(run) = store.newest_run(scope, job).await? else { return Ok(known.map(|state| state.path)) };
        let Some(local) = self.shared.engines.local_of(run.cluster_id) else {
            return Ok(known.map(|state| state.path));
        };
        let kept = local.engine.newest_checkpoint(run.flink_job_id).await.map_err(crate::Error::from)?;
        let on_disk = kept.map(|kept| (kept.completed_at, kept.path));
        let known = known.map(|state| (state.completed_at.timestamp_millis(), state.path));
        Ok(on_disk.into_iter().chain(known).max_by_key(|(at, _)| *at).map(|(_, path)| path))
    }
}

impl Resolved {
    /// The run that is recorded before it is submitted.
    pub(super) fn new_run(&self) -> NewRun {
        let plain = self.variables.iter().filter(|variable| !variable.is_secret);
        let plain: BTreeMap<&str, &str> =
            plain.map(|variable| (variable.name.as_str(), variable.value.as_str())).collect();
        let configuration: BTreeMap<&str, String> =
            self.configuration.iter().map(|(key, value)| (key.as_str(), self.masked(value))).collect();
        NewRun {
            version: self.version.id,
            flink_job_id: FlinkJobId::from_bytes(rand::random()),
            resolved: json!({
                "version": self.version.number,
                "configuration": configuration,
                "settings": self.job.settings,
                "mode": self.program.mode,
                "parallelism": self.parallelism,
                "variables": plain,
            }),
            restored_from: self.restored_from.clone(),
        }
    }

    /// A text without what must not be read.
    pub(super) fn masked(&self, text: &str) -> String {
        let secrets = self.variables.iter().filter(|variable| variable.is_secret);
        let secrets: Vec<&str> = secrets.map(|variable| variable.value.as_str()).collect();
        mask(text, &secrets).into_owned()
    }
}

fn with_variables(text: &str, variables: &[VariableValue]) -> Result<String, Halt> {
    let value = |name: &model::VariableName| {
        let found = variables.iter().find(|variable| variable.name == *name);
        found.map(|variable| variable.value.clone())
    };
    substitute(text, &[], value).map_err(|unresolved| {
        let positions = Positions::new(text);
        let first = unresolved.first();
        let at = first.map(|unresolved| positions.position(unresolved.range.start));
        let names: Vec<String> = unresolved.iter().map(|unresolved| unresolved.name.to_string()).collect();
        let (line, column) = at.map_or((1, 1), |at| (at.line, at.column));
        Halt::failed("unknown_variables", [("names", names.into()), ("line", line.into()), ("column", column.into())])
    })
}

/// What is wrong with the settings, once variables have their values.
fn in_settings(problems: &[Problem]) -> Halt {
    let first = problems.first().and_then(|problem| serde_json::to_value(&problem.code).ok()).unwrap_or(Value::Null);
    Halt::failed("settings", [("problem", first)])
}

/// What is wrong with the script, as far as the first problem tells it.
fn in_script(problems: &[SqlProblem]) -> Halt {
    let first = problems.first().and_then(|problem| serde_json::to_value(problem).ok()).unwrap_or(Value::Null);
    Halt::failed("script", [("problem", first), ("count", problems.len().into())])
}
