//! SQL Gateway sessions: recorded before anything is sent in them, one at a time for a person on a cluster.

mod change;
mod record;
#[cfg(test)]
mod tests;

pub use change::{NewGatewaySession, OpenedSession};
pub use record::{GatewaySession, GatewaySessionState};
