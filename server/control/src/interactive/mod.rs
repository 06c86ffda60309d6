//! What pages and server functions do with queries: run, read, stop. Everything is recorded here; the pump does the rest.

mod read;
mod run;
mod session;
mod stop;

pub use read::Reading;
pub use run::NewRun;
pub use session::{SessionState, SessionStatus};
