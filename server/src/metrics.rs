//! Numbers about the server, for Prometheus, and whether it is well. On a listener of its own: neither needs sign-in.

mod admin;
mod health;
mod process;
mod recorder;

pub use admin::{admin_router, serve_admin};
pub use health::Readiness;
pub use recorder::{Metrics, record_request};
