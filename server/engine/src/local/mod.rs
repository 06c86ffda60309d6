//! Flink as processes of this host: its jars, its confinement, its life.
//!
//! Knows nothing of the store, of projects or of SQL. What it must remember across a restart of the server it keeps in
//! files of its own directory; whom to let use the cluster is decided by others.

mod cluster;
pub mod confine;
mod error;
mod home;
mod life;
mod process;

pub use cluster::{ArchivedJob, KeptState, Log, Ports, Record};
pub use confine::{Confinement, Rules};
pub use error::{LocalError, Result};
pub use home::{Artifact, ConnectorSet, FlinkHome, Java, Manifest, Progress, Provisioner, SUPPORTED_JAVA};
pub use life::{
    EngineEvent, EngineStatus, Failure, LocalEngine, LocalSettings, ProcessStatus, Slots, State, Step, recorded,
    stop_recorded,
};
pub use process::{Launcher, Memory, ProcessId, Role};
