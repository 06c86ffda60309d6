//! Flink's SQL Gateway, in version 2 of its API, which every supported line speaks.

mod classify;
mod execute;
mod operator;
mod page;
mod reader;
mod token;

pub(crate) use classify::is_duplicate_job;
pub use execute::{Executed, ExecutedRow};
pub use operator::{GatewayOperator, NewSession, RowFormat, Submission};
pub use page::{Page, Payload, ResultKind, Row, Rows};
pub use reader::{GatewayInfo, GatewayReader};
pub use token::Token;
