//! What Flink says, in types: versions, result rows, failures, jobs, and what a probe of a cluster found.
//!
//! Knows no HTTP; `engine` fills these in, `store` keeps some of them, pages show them.

mod failure;
mod handles;
pub mod lines;
pub mod probe;
pub mod rows;
mod status;
mod version;

pub use failure::Failure;
pub use handles::{BadHandle, FlinkJobId, OperationHandle, SessionHandle};
pub use status::{JobStatus, OperationStatus};
pub use version::{BadVersion, FlinkVersion};
