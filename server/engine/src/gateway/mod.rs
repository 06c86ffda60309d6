//! Flink's SQL Gateway, in version 2 of its API, which every supported line speaks.

mod classify;
mod operator;
mod page;
mod reader;
mod token;

pub use operator::{GatewayOperator, NewSession, RowFormat, Submission};
pub use page::{Page, Payload, ResultKind, Row, Rows};
pub use reader::{GatewayInfo, GatewayReader};
pub use token::Token;
