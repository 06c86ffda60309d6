//! What Flink says, in types: versions, result rows, failures, jobs, and what a probe of a cluster found.
//!
//! Knows no HTTP; `engine` fills these in, `store` keeps some of them, pages show them.

mod failure;
mod handles;
pub mod lines;
mod option_kind;
mod options;
pub mod probe;
pub mod rows;
mod state_plan;
mod status;
mod version;

pub use failure::Failure;
pub use handles::{BadHandle, FlinkJobId, OperationHandle, SessionHandle};
pub use option_kind::OptionKind;
pub use options::{FlinkOption, flink_option, near_flink_option};
pub use state_plan::{ChangedOperator, changed_operators, stateful_operators};
pub use status::{JobStatus, OperationStatus};
pub use version::{BadVersion, FlinkVersion};
