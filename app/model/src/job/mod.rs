//! Jobs: what is set for one, what state it is in, and what may be done with it then.
//!
//! A script's statements are told elsewhere, in [`crate::sql::program`].

mod act;
mod arguments;
mod artifact;
mod bulk;
mod capability;
mod choices;
mod class_name;
mod configuration;
mod configuration_text;
mod effective;
mod flink;
mod form;
mod form_fill;
mod list_query;
mod metric;
mod periodic;
mod run_step;
mod settings;
mod snapshot;
mod state;
mod tags;

pub use act::JobAct;
pub use arguments::JarArguments;
pub use artifact::{Artifact, ArtifactKind, ArtifactVersion, JarProgram};
pub use bulk::BulkAct;
pub use choices::{
    CheckpointsKind, DesiredState, JobSort, RestartKind, RunOutcome, RuntimeMode, SnapshotKind, StateBackend,
};
pub use class_name::ClassName;
pub use configuration::{check_configuration, check_setting};
pub use effective::{EffectiveSetting, EffectiveSettings, Origin, SettingsChange};
pub use form::JobSettingsForm;
pub use list_query::{JobColumn, JobListQuery, JobOwner};
pub use metric::{JobMetric, MetricUnit, MetricValues};
pub use periodic::PeriodicSavepoints;
pub use run_step::RunStep;
pub use settings::{Checkpoints, JobSettings, RestartStrategy};
pub use snapshot::SnapshotPath;
pub use state::{JobFacts, JobState, RunFacts, job_state};
pub use tags::{JobTag, JobTags};
