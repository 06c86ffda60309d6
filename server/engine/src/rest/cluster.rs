//! The cluster as a whole.

use serde::Deserialize;

/// What a cluster has and does.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ClusterOverview {
    /// Registered TaskManagers.
    pub taskmanagers: u32,
    /// All task slots.
    pub slots_total: u32,
    /// Task slots nothing runs in.
    pub slots_available: u32,
    /// Jobs that run.
    #[serde(default)]
    pub jobs_running: u32,
    /// Jobs that ended by themselves, as long as the JobManager remembers them.
    #[serde(default)]
    pub jobs_finished: u32,
    /// Jobs that were cancelled.
    #[serde(default)]
    pub jobs_cancelled: u32,
    /// Jobs that failed.
    #[serde(default)]
    pub jobs_failed: u32,
    /// The version, verbatim.
    pub flink_version: String,
}

/// How the cluster is set up.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ClusterConfig {
    /// The version, verbatim.
    pub flink_version: String,
    /// The commit it was built from, with its time.
    #[serde(default)]
    pub flink_revision: String,
    /// What may be done by REST.
    #[serde(default)]
    pub features: Features,
}

/// What may be done by REST.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Features {
    /// Jars can be run.
    pub web_submit: bool,
    /// The UI offers to cancel jobs; calls are taken in any case.
    pub web_cancel: bool,
}

/// A setting of the JobManager. Flink masks the values of those it takes for secrets.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Setting {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
}
