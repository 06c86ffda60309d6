//! What holds for every script, for the scripts of others, and for the errors of a real Flink.

mod cases;
mod classify;
mod engine_error;
pub(crate) mod generator;
mod program;
mod properties;
mod split;
