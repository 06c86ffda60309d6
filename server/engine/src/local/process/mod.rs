//! Single processes: how they are started, known again and ended. Knows nothing of a cluster's life.

mod command;
mod handle;
mod memory;
pub(crate) mod procfs;
mod role;

pub(crate) use command::{Archive, Launch, identity};
pub use handle::{Launcher, ProcessId};
pub(crate) use handle::{Running, Start};
pub use memory::Memory;
pub(crate) use memory::{BATCH_SHUFFLE, FRAMEWORK_HEAP, FRAMEWORK_OFF_HEAP, JOBMANAGER_METASPACE, METASPACE};
pub use role::Role;
