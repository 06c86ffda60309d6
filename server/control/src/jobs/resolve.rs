//! From what a job is to what is submitted: the version, its variables, its statements or arguments, its settings.

use super::{Halt, jar::JarWork, masking::Masking, steps::Carrier};
use crate::files;
use model::{
    Artifact, ArtifactVersion, JarProgram, Problem,
    job::{EffectiveSettings, Origin, check_configuration},
    sql::{Positions, Program, ProgramStep, SqlProblem, program},
    variables::substitute,
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use store::{Job, Run, VariableValue};

/// What of a job is to run.
#[derive(Clone, Copy, Debug)]
pub(super) enum Definition<'a> {
    /// What it is said to be now.
    Now,
    /// What an earlier run had: its version, its settings, its plain variables, its cluster. Secrets are those of now.
    As(&'a Run),
    /// The same, from one of its steps on; they are counted from 1.
    At(&'a Run, i64),
}

/// What is submitted.
#[derive(Debug)]
pub(super) struct Resolved {
    /// With the cluster that it runs on and all settings that it runs with, inherited ones too.
    pub(super) job: Job,
    /// What the job runs, ready to be run.
    pub(super) work: Work,
    version: Version,
    /// Flink's settings for it.
    pub(super) configuration: BTreeMap<String, String>,
    /// Who says each of the job's settings, by Flink's key.
    origins: BTreeMap<String, Origin>,
    /// How many slots it needs.
    pub(super) parallelism: u32,
    variables: Vec<VariableValue>,
}

/// What a job runs, ready to be run.
#[derive(Debug)]
pub(super) enum Work {
    /// Statements.
    Sql(SqlWork),
    /// A program.
    Jar(JarWork),
}

/// A script, ready to be run.
#[derive(Debug)]
pub(super) struct SqlWork {
    /// The script with the values of its variables.
    pub(super) text: String,
    /// Statements to be run first, and those that become Flink jobs.
    pub(super) program: Program,
    /// Which of these is submitted, from 0.
    pub(super) index: usize,
}

/// Which version it is, and its number.
#[derive(Clone, Copy, Debug)]
struct Version {
    id: ArtifactVersion,
    number: i64,
}

impl Carrier<'_> {
    /// Resolves everything that the job names; nothing is asked of the cluster.
    pub(super) async fn resolve(&self, definition: Definition<'_>) -> Result<Resolved, Halt> {
        let mut job = self.job().await?;
        let mut variables = self.shared.store.variable_values(&self.shared.scope, job.project_id).await?;
        let step = match definition {
            Definition::Now | Definition::As(_) => 1,
            Definition::At(_, step) => step,
        };
        let settings = match definition {
            Definition::Now => {
                let inherited = self.shared.store.inherited_for_deploy(&self.shared.scope, &job).await?;
                EffectiveSettings::of(&inherited, &job.settings)
            }
            Definition::As(run) | Definition::At(run, _) => recall(run, &mut job, &mut variables)?,
        };
        job.settings = settings.settings().clone();
        let (version, work) = match &job.artifact {
            Artifact::Script { .. } => self.script((&job, step), &variables).await?,
            Artifact::Jar(program) => self.jar((&job, program), &variables).await?,
        };
        let mut further = job.settings.configuration.clone();
        for value in further.values_mut() {
            *value = with_variables(value, &variables)?;
        }
        check_configuration(&further).map_err(|problems| in_settings(&problems))?;
        let mut configuration = settings.flink_configuration();
        configuration.extend(further);
        // What the script sets comes last.
        if let Work::Sql(work) = &work {
            configuration.extend(work.program.settings_of(work.index));
        }
        let parallelism = configuration.get("parallelism.default").and_then(|text| text.parse().ok()).unwrap_or(1);
        let origins = settings.origins().clone();
        Ok(Resolved { job, work, version, configuration, origins, parallelism, variables })
    }

    /// The script that the job runs, with its variables and the files that it names.
    async fn script(&self, (job, step): (&Job, i64), variables: &[VariableValue]) -> Result<(Version, Work), Halt> {
        let version = self.shared.store.version_for_deploy(&self.shared.scope, self.claim, job).await?;
        let text = with_variables(&version.text, variables)?;
        let mut program = program(&text, job.settings.mode).map_err(|problems| in_script(&problems))?;
        let index = usize::try_from(step - 1).unwrap_or_default();
        if index >= program.steps.len() {
            return Err(Halt::failed("step_gone", [("number", step.into())]));
        }
        for statement in program.setup.iter_mut().chain(program.steps.iter_mut().flat_map(|step| &mut step.setup)) {
            statement.text = files::with_paths(self.shared, (job.project_id, job.cluster_id), &statement.text).await?;
        }
        let id = ArtifactVersion::Script(version.id);
        Ok((Version { id, number: version.number }, Work::Sql(SqlWork { text, program, index })))
    }

    /// The jar that the job runs, and the arguments of its program with their variables.
    async fn jar(
        &self,
        (job, program): (&Job, &JarProgram),
        variables: &[VariableValue],
    ) -> Result<(Version, Work), Halt> {
        let jar = self.shared.store.jar_for_deploy(&self.shared.scope, self.claim, (job, program)).await?;
        let entry_class = program.entry_class.clone();
        if entry_class.is_none() && jar.version.main_class.is_none() {
            return Err(Halt::failed("no_entry_class", [("class", "".into())]));
        }
        let arguments = program.arguments.as_slice().iter().enumerate();
        let arguments = arguments.map(|(index, argument)| in_line(index + 1, argument, variables));
        let arguments = arguments.collect::<Result<Vec<String>, Halt>>()?;
        let version = Version { id: ArtifactVersion::Jar(jar.version.id), number: jar.version.number };
        Ok((version, Work::Jar(JarWork { jar, entry_class, arguments })))
    }
}

impl SqlWork {
    /// What becomes the Flink job.
    pub(super) fn step(&self) -> &ProgramStep {
        &self.program.steps[self.index]
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
        let mut resolved = Map::from_iter([
            ("artifact".to_owned(), json!(self.job.artifact)),
            ("version".to_owned(), self.version.number.into()),
            ("configuration".to_owned(), json!(configuration)),
            ("settings".to_owned(), json!(self.job.settings)),
            ("origins".to_owned(), json!(self.origins)),
            ("parallelism".to_owned(), self.parallelism.into()),
            ("takes_checkpoints".to_owned(), self.takes_checkpoints().into()),
            ("variables".to_owned(), json!(plain)),
        ]);
        resolved.extend(match &self.work {
            Work::Sql(work) => {
                let operators: Vec<String> = operators.iter().map(|operator| self.masked(operator)).collect();
                let set: Vec<String> = work.program.settings_of(work.index).into_keys().collect();
                Map::from_iter([
                    ("mode".to_owned(), json!(work.program.mode)),
                    ("operators".to_owned(), json!(operators)),
                    ("set_by_script".to_owned(), json!(set)),
                ])
            }
            Work::Jar(work) => self.told_of(work),
        });
        Value::Object(resolved)
    }

    /// Which version of its script or jar it is.
    pub(super) fn version(&self) -> ArtifactVersion {
        self.version.id
    }

    /// Whether it takes checkpoints by itself.
    pub(super) fn takes_checkpoints(&self) -> bool {
        self.configuration.get("execution.checkpointing.interval").is_some_and(|text| !text.starts_with('0'))
    }

    /// What the record of a run says of its jar.
    fn told_of(&self, work: &JarWork) -> Map<String, Value> {
        let arguments: Vec<String> = work.arguments.iter().map(|argument| self.masked(argument)).collect();
        let entry_class = work.entry_class.as_ref().or(work.jar.version.main_class.as_ref());
        Map::from_iter([
            ("mode".to_owned(), json!(self.job.settings.mode)),
            ("jar".to_owned(), json!(work.jar.name)),
            ("sha256".to_owned(), json!(work.jar.version.sha256)),
            ("entry_class".to_owned(), json!(entry_class)),
            ("arguments".to_owned(), json!(arguments)),
        ])
    }

    /// Whether it is handed in as statements.
    pub(super) fn needs_gateway(&self) -> bool {
        matches!(self.work, Work::Sql(_))
    }

    /// A text without what must not be read, nor the beginning of that at its end.
    pub(super) fn masked(&self, text: &str) -> String {
        Masking::from(self.variables.as_slice()).text(text)
    }
}

/// Makes of a job what it was for a run, and finds the settings that it had then.
fn recall(run: &Run, job: &mut Job, variables: &mut Vec<VariableValue>) -> Result<EffectiveSettings, Halt> {
    let resolved = run.resolved.as_ref().ok_or_else(|| Halt::failed("gone", []))?;
    job.cluster_id = run.cluster_id;
    job.artifact = run.artifact().ok_or_else(|| Halt::failed("gone", []))?;
    let plain: BTreeMap<model::VariableName, String> =
        serde_json::from_value(resolved["variables"].clone()).unwrap_or_default();
    variables.retain(|variable| variable.is_secret);
    variables.extend(plain.into_iter().map(|(name, value)| VariableValue { name, value, is_secret: false }));
    run.settings().ok_or_else(|| Halt::failed("gone", []))
}

fn with_variables(text: &str, variables: &[VariableValue]) -> Result<String, Halt> {
    in_line(1, text, variables)
}

/// The same for a text that begins in this line of what somebody wrote.
fn in_line(first: usize, text: &str, variables: &[VariableValue]) -> Result<String, Halt> {
    let value = |name: &model::VariableName| {
        let found = variables.iter().find(|variable| variable.name == *name);
        found.map(|variable| variable.value.clone())
    };
    substitute(text, &[], value).map_err(|unresolved| {
        let positions = Positions::new(text);
        let at = unresolved.first().map(|unresolved| positions.position(unresolved.range.start));
        let names: Vec<String> = unresolved.iter().map(|unresolved| unresolved.name.to_string()).collect();
        let (line, column) = at.map_or((first, 1), |at| (at.line + first - 1, at.column));
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
