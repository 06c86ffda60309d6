//! The life of a cluster: started, found again, watched, stopped.

mod adopt;
mod backoff;
mod engine;
mod launch;
mod ready;
mod remains;
mod settings;
mod start;
mod status;
mod stop;
mod supervisor;
mod watch;

pub use engine::LocalEngine;
pub use settings::LocalSettings;
pub use status::{EngineEvent, EngineStatus, Failure, ProcessStatus, Slots, State, Step};
pub use stop::{recorded, stop_recorded};
