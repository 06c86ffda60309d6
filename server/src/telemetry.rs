//! What the server says about itself: the log, a line for every request, and who asked.
//!
//! No secret, no query string and no SQL text is ever part of it.

mod client_address;
mod request;
mod request_id;
mod start;

pub use client_address::ClientAddress;
pub use request::{RequestObserver, observe_request};
pub use request_id::RequestId;
pub use start::{TelemetryError, start};
