//! What is set for a job, read and sound.

use super::{RuntimeMode, StateBackend};
use crate::templates::TemplateSettings;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is set for a job. Where they meet, the later wins: cluster, template, deployment, job, `SET` in a script;
/// [`super::EffectiveSettings`] puts them together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobSettings {
    /// How many copies of each task run; the template's when none, else the cluster's default.
    pub parallelism: Option<u32>,
    /// Whether the input ends.
    pub mode: RuntimeMode,
    /// How often state is saved while the job runs; the template's when none, else the default. Nothing in batch mode.
    pub checkpoints: Option<Checkpoints>,
    /// Where state is while the job runs; the template's when none, else the cluster's default.
    pub state_backend: Option<StateBackend>,
    /// What is done when the job fails; [`RestartStrategy::ClusterDefault`] leaves it to the template, else to the cluster.
    pub restart: RestartStrategy,
    /// Further keys of Flink; their values may name variables.
    pub configuration: BTreeMap<String, String>,
}

impl JobSettings {
    /// What it says as a template could say it, too: all but its mode.
    pub(super) fn own(&self) -> TemplateSettings {
        let Self { parallelism, mode: _, checkpoints, state_backend, restart, configuration } = self.clone();
        TemplateSettings { parallelism, checkpoints, state_backend, restart, configuration }
    }
}

/// How a job saves its state by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Checkpoints {
    /// In seconds; none takes none.
    pub interval_seconds: Option<u32>,
    /// After how many seconds one is given up; this holds for savepoints too.
    pub timeout_seconds: u32,
    /// How many are kept.
    pub retained: u32,
    /// Whether the last is kept when the job is cancelled.
    pub keep_on_cancel: bool,
    /// Whether they overtake the records in flight.
    pub unaligned: bool,
}

impl Default for Checkpoints {
    fn default() -> Self {
        Self { interval_seconds: Some(60), timeout_seconds: 600, retained: 3, keep_on_cancel: true, unaligned: false }
    }
}

/// What is done when a job fails.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RestartStrategy {
    /// What somebody else says: a template, else the cluster.
    #[default]
    ClusterDefault,
    /// Nothing.
    None,
    /// It is started so many times again, each after the same time.
    FixedDelay {
        /// How many times.
        attempts: u32,
        /// In seconds.
        delay_seconds: u32,
    },
    /// It is started again after longer and longer times.
    ExponentialDelay,
    /// It is started again unless it fails too often.
    FailureRate {
        /// How many failures are too many.
        failures: u32,
        /// Within so many seconds.
        interval_seconds: u32,
        /// In seconds, before each start.
        delay_seconds: u32,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_an_earlier_scaleph_get_the_defaults_of_what_they_lack() {
        assert_eq!(serde_json::from_str::<JobSettings>("{}").unwrap(), JobSettings::default());
        let read: JobSettings = serde_json::from_str(r#"{"parallelism":2,"checkpoints":{"retained":5}}"#).unwrap();
        let checkpoints = Checkpoints { retained: 5, ..Checkpoints::default() };
        assert_eq!((read.parallelism, read.checkpoints), (Some(2), Some(checkpoints)));
    }

    #[test]
    fn settings_are_read_as_they_are_written() {
        let restart = RestartStrategy::FixedDelay { attempts: 3, delay_seconds: 10 };
        let settings = JobSettings { restart, state_backend: Some(StateBackend::RocksDb), ..JobSettings::default() };
        let json = serde_json::to_string(&settings).unwrap();
        assert!(json.contains(r#""restart":{"kind":"fixed_delay","attempts":3,"delay_seconds":10}"#), "{json}");
        assert_eq!(serde_json::from_str::<JobSettings>(&json).unwrap(), settings);
    }
}
