//! From what a job is to what is submitted: the version, its variables, its statements, its settings.

use super::{Halt, steps::Carrier};
use crate::files;
use model::{
    Problem,
    job::check_configuration,
    sql::{Positions, Program, ProgramStep, SqlProblem, program},
    variables::{mask, substitute},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::{Job, Run, ScriptVersion, VariableValue};

/// What of a job is to run.
#[derive(Clone, Copy, Debug)]
pub(super) enum Definition<'a> {
    /// What it is said to be now.
    Now,
    /// What an earlier run had: its version, its settings, its plain variables, its cluster. Secrets are those of now.
    As(&'a Run),
}

/// What is submitted.
#[derive(Debug)]
pub(super) struct Resolved {
    /// With the settings and the cluster that it runs with.
    pub(super) job: Job,
    version: ScriptVersion,
    /// The script with the values of its variables.
    pub(super) text: String,
    /// Statements to be run first, and the one that becomes the job.
    pub(super) program: Program,
    /// What the session is opened with.
    pub(super) configuration: BTreeMap<String, String>,
    /// How many slots it needs.
    pub(super) parallelism: u32,
    variables: Vec<VariableValue>,
}

impl Carrier<'_> {
    /// Resolves everything that the job names; nothing is asked of the cluster.
    pub(super) async fn resolve(&self, definition: Definition<'_>) -> Result<Resolved, Halt> {
        let (store, scope) = (&self.shared.store, &self.shared.scope);
        let mut job = self.job().await?;
        let mut variables = store.variable_values(scope, job.project_id).await?;
        let version = match definition {
            Definition::Now => store.version_for_deploy(scope, self.claim, &job).await?,
            Definition::As(run) => {
                recall(run, &mut job, &mut variables)?;
                store.version_of_run(scope, run).await?
            }
        };
        let text = with_variables(&version.text, &variables)?;
        let mut program = program(&text, job.settings.mode).map_err(|problems| in_script(&problems))?;
        if program.steps.len() != 1 {
            return Err(Halt::failed("several_steps", [("count", program.steps.len().into())]));
        }
        for statement in &mut program.setup {
            statement.text = files::with_paths(self.shared, (job.project_id, job.cluster_id), &statement.text).await?;
        }
        let mut settings = job.settings.clone();
        for value in settings.configuration.values_mut() {
            *value = with_variables(value, &variables)?;
        }
        check_configuration(&settings.configuration).map_err(|problems| in_settings(&problems))?;
        // What the script sets comes last.
        let mut configuration = settings.flink_configuration();
        configuration.extend(program.settings());
        let parallelism = configuration.get("parallelism.default").and_then(|text| text.parse().ok()).unwrap_or(1);
        Ok(Resolved { job, version, text, program, configuration, parallelism, variables })
    }
}

impl Resolved {
    /// What is kept of all this with the run. `operators` are those that keep state.
    pub(super) fn record(&self, operators: &[String]) -> Value {
        let plain = self.variables.iter().filter(|variable| !variable.is_secret);
        let plain: BTreeMap<&str, &str> =
            plain.map(|variable| (variable.name.as_str(), variable.value.as_str())).collect();
        let configuration: BTreeMap<&str, String> =
            self.configuration.iter().map(|(key, value)| (key.as_str(), self.masked(value))).collect();
        json!({
            "version": self.version.number,
            "configuration": configuration,
            "settings": self.job.settings,
            "mode": self.program.mode,
            "parallelism": self.parallelism,
            "takes_checkpoints": self.takes_checkpoints(),
            "variables": plain,
            "operators": operators.iter().map(|operator| self.masked(operator)).collect::<Vec<_>>(),
        })
    }

    /// What becomes the Flink job.
    pub(super) fn step(&self) -> Result<&ProgramStep, Halt> {
        self.program.steps.first().ok_or_else(|| Halt::failed("several_steps", [("count", 0.into())]))
    }

    /// Which version of its script it is.
    pub(super) fn version(&self) -> &ScriptVersion {
        &self.version
    }

    /// Whether it takes checkpoints by itself.
    pub(super) fn takes_checkpoints(&self) -> bool {
        self.configuration.get("execution.checkpointing.interval").is_some_and(|text| !text.starts_with('0'))
    }

    /// A text without what must not be read.
    pub(super) fn masked(&self, text: &str) -> String {
        let secrets = self.variables.iter().filter(|variable| variable.is_secret);
        let secrets: Vec<&str> = secrets.map(|variable| variable.value.as_str()).collect();
        mask(text, &secrets).into_owned()
    }
}

/// Makes of a job what it was for a run.
fn recall(run: &Run, job: &mut Job, variables: &mut Vec<VariableValue>) -> Result<(), Halt> {
    let resolved = run.resolved.as_ref().ok_or_else(|| Halt::failed("gone", []))?;
    job.cluster_id = run.cluster_id;
    job.settings = serde_json::from_value(resolved["settings"].clone()).map_err(|_| Halt::failed("gone", []))?;
    let plain: BTreeMap<model::VariableName, String> =
        serde_json::from_value(resolved["variables"].clone()).unwrap_or_default();
    variables.retain(|variable| variable.is_secret);
    variables.extend(plain.into_iter().map(|(name, value)| VariableValue { name, value, is_secret: false }));
    Ok(())
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
