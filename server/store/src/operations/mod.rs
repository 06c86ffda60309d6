//! Acts that people asked for: recorded before anything is done, then carried out step by step.

mod record;
mod request;
mod work;

pub use record::{Operation, OperationState, Step};
pub use request::NewOperation;
pub use work::{OperationClaim, Outcome};
