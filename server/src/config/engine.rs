//! The local engine: whether it runs, from what, and how big it is.

use super::{data::DatabaseUrl, kind::FromText, kinds::ByteSize, problem::Problem, values::Values};
use ::engine::local::Memory;
use std::path::PathBuf;

/// The local engine.
#[derive(Clone, Debug)]
pub struct EngineConfig {
    /// Whether there is one here; `auto` is decided.
    pub enabled: bool,
    /// A Flink distribution to use instead of assembling one.
    pub flink_home: Option<PathBuf>,
    /// The Java to use instead of searching one.
    pub java_home: Option<PathBuf>,
    /// The account of this host that engine processes run as, if the server is root and there is one of this name.
    pub user: String,
    /// Task slots; fitted to the machine if not set.
    pub slots: Option<u32>,
    /// Bytes for all its processes together; fitted to the machine if not set.
    pub memory: Option<u64>,
}

/// Whether a local engine is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineMode {
    /// With SQLite, not with PostgreSQL: then several replicas are likely.
    Auto,
    /// In any case.
    On,
    /// Not at all.
    Off,
}

impl EngineConfig {
    pub(super) fn new(values: &Values, database: &DatabaseUrl, problems: &mut Vec<Problem>) -> Self {
        for key in ["engine.flink_home", "engine.java_home"] {
            if let Some(path) = values.path(key).filter(|path| !path.is_dir()) {
                problems.push(values.rule(key, format!("there is no folder {}", path.display())));
            }
        }
        let enabled = match values.require("engine.local") {
            EngineMode::Auto => matches!(database, DatabaseUrl::Sqlite(_)),
            EngineMode::On => true,
            EngineMode::Off => false,
        };
        let slots = values.get("engine.slots").map(|SlotCount(count)| count);
        let memory: Option<u64> = values.get("engine.memory").map(|ByteSize(bytes)| bytes);
        let least = Memory::least(slots);
        if memory.is_some_and(|bytes| bytes >> 20 < least) {
            problems.push(values.rule("engine.memory", format!("Flink needs {least}MiB at least for so many slots")));
        }
        Self {
            enabled,
            flink_home: values.path("engine.flink_home"),
            java_home: values.path("engine.java_home"),
            user: values.require("engine.user"),
            slots,
            memory,
        }
    }
}

impl FromText for EngineMode {
    const NAME: &'static str = "auto, on or off";
    const ALLOWED: &'static str = "`auto`, `on` or `off`";

    fn from_text(text: &str) -> Option<Self> {
        match text {
            "auto" => Some(Self::Auto),
            "on" => Some(Self::On),
            "off" => Some(Self::Off),
            _ => None,
        }
    }
}

/// How many task slots one machine can sensibly have.
pub(super) struct SlotCount(u32);

impl FromText for SlotCount {
    const NAME: &'static str = "number";
    const ALLOWED: &'static str = "a whole number from 1 to 256";

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok().filter(|count| (1..=256).contains(count)).map(Self)
    }
}
