//! TaskManagers.

use super::lenient;
use serde::Deserialize;

/// A TaskManager.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskManager {
    /// Its id: what it was given, or its address and some digits.
    pub id: String,
    /// When it was heard of last, in milliseconds since 1970, in spite of Flink's name for it.
    #[serde(default, rename = "timeSinceLastHeartbeat", deserialize_with = "lenient::millis")]
    pub last_heartbeat: Option<i64>,
    /// All its slots.
    pub slots_number: u32,
    /// Those nothing runs in.
    pub free_slots: u32,
    /// What it has.
    #[serde(default)]
    pub total_resource: Resource,
    /// What of it is free.
    #[serde(default)]
    pub free_resource: Resource,
}

/// What a TaskManager has for tasks; memory in MiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Resource {
    /// Cores.
    #[serde(deserialize_with = "lenient::float")]
    pub cpu_cores: f64,
    /// Heap.
    pub task_heap_memory: u64,
    /// Managed by Flink: state, sorting, Python.
    pub managed_memory: u64,
    /// Network buffers.
    pub network_memory: u64,
}
