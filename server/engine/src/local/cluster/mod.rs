//! One cluster: its files, its record, its configuration, and what its processes answer.

mod archive;
mod beneath;
mod config;
mod kept_state;
mod layout;
mod logs;
mod ports;
mod probe;
mod record;

pub use archive::ArchivedJob;
pub(crate) use archive::archived_job;
pub(crate) use config::{LOG4J, config_yaml};
pub use kept_state::KeptState;
pub(crate) use kept_state::{delete_checkpoints, newest_checkpoint, newest_savepoint, savepoint_directory};
pub(crate) use layout::Layout;
pub use logs::Log;
pub(crate) use logs::{reason, tail};
pub(crate) use ports::{choose, is_free};
pub(crate) use probe::Probe;
pub use record::{Ports, Record};
