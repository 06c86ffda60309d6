//! Everything that can be decided by looking at values. Both targets; no I/O, no async, no clock.
//!
//! What goes wrong is said in codes with typed parameters ([`Problem`]), never in sentences: those are in `app::words`.

pub mod authority;
mod choice;
pub mod flink;
mod ids;
pub mod job;
pub mod layout;
mod name;
mod problem;
mod project_file;
mod query;
mod run;
mod script;
mod session_cluster;
pub mod sql;
pub mod templates;
mod topic;
pub mod variables;

pub use choice::UnknownChoice;
pub use ids::*;
pub use job::{
    Artifact, ArtifactKind, ArtifactVersion, BulkAct, ClassName, DesiredState, JarArguments, JarProgram, JobAct,
    JobColumn, JobFacts, JobListQuery, JobMetric, JobOwner, JobSettings, JobSettingsForm, JobSort, JobState, JobTag,
    JobTags, MetricUnit, MetricValues, PeriodicSavepoints, RunFacts, RunOutcome, RunStep, RuntimeMode, SnapshotKind,
    SnapshotPath, job_state,
};
pub use name::{Name, Text};
pub use problem::{Code, Problem};
pub use project_file::{JarName, ProjectFileKind};
pub use query::{QueryError, QuerySort, QueryState, StatementStart};
pub use run::is_job_over;
pub use script::{MOST_FOLDER_DEPTH, ScriptText};
pub use session_cluster::{ClusterAddress, ClusterKind, ClusterUse, CredentialsKind, certificates, private_key};
pub use topic::{Topic, UnknownTopic};
pub use variables::{VariableName, VariableText};
