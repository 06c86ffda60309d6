//! What a template says.

use crate::job::{Checkpoints, RestartStrategy, StateBackend};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a template says of jobs that inherit from it; what is absent is said by the template above it, or by nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TemplateSettings {
    /// How many copies of each task run.
    pub parallelism: Option<u32>,
    /// How often state is saved while the job runs, as a whole; nothing in batch mode.
    pub checkpoints: Option<Checkpoints>,
    /// Where state is while the job runs.
    pub state_backend: Option<StateBackend>,
    /// What is done when the job fails; [`RestartStrategy::ClusterDefault`] says nothing.
    pub restart: RestartStrategy,
    /// Further keys of Flink; their values may name variables.
    pub configuration: BTreeMap<String, String>,
}
