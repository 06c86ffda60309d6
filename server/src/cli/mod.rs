//! The command line: which command, with which flags. It runs nothing but what needs neither store nor engine.

mod command;
mod help;
mod parse;
mod sql_split;

pub use command::{Command, EngineCommand, Invocation};
pub use help::{help, version};
pub use parse::{UsageError, parse};
pub use sql_split::{SplitError, sql_split};

/// Exit code of a command that failed.
pub const FAILURE: u8 = 1;
/// Exit code of a command line or a configuration that is refused.
pub const USAGE: u8 = 2;
