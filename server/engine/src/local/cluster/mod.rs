//! One cluster: its files, its record, its configuration, and what its processes answer.

mod config;
mod layout;
mod logs;
mod ports;
mod probe;
mod record;

pub(crate) use config::{LOG4J, config_yaml};
pub(crate) use layout::Layout;
pub use logs::Log;
pub(crate) use logs::{reason, tail};
pub(crate) use ports::{choose, is_free};
pub(crate) use probe::Probe;
pub use record::{Ports, Record};
