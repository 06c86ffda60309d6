//! Flink as processes of this host: its jars, its confinement, its life.
//!
//! Knows nothing of the store, of projects or of SQL. What it must remember across a restart of the server it keeps in
//! files of its own directory; whom to let use the cluster is decided by others.

mod error;
mod home;

pub use error::{LocalError, Result};
pub use home::{Artifact, ConnectorSet, FlinkHome, Java, Manifest, Progress, Provisioner, SUPPORTED_JAVA};
