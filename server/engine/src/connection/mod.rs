//! How a Flink is reached: its addresses, and who we are to it.

mod credentials;
mod flink;
mod link;
mod probe;

pub use credentials::Credentials;
pub use flink::{ClusterConnection, Flink};
pub(crate) use link::Link;
pub use probe::probe;
