//! The jars of a project.

mod delete;
mod sent;
mod upload;

pub(crate) use delete::delete;
pub(crate) use upload::{upload, upload_version};

/// The largest jar, in bytes.
pub const MOST_JAR_BYTES: u64 = 256 * 1024 * 1024;
