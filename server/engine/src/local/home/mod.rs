//! The jars and the Java that a cluster is started from. Knows nothing of running processes.

mod flink_home;
mod java;
mod lock;
mod manifest;
mod maven;
mod pom;
mod provision;
mod verify;

pub use flink_home::FlinkHome;
pub use java::{Java, SUPPORTED as SUPPORTED_JAVA};
pub use manifest::{Artifact, ConnectorSet, Manifest};
pub use provision::{Progress, Provisioner};
