//! What keeps code of users away from everything that is not theirs.
//!
//! SQL and jars are code. Engine processes are started through a launcher that restricts itself by Landlock, gives up
//! capabilities, environment and, where there is one, the server's account, and then turns into `java`.

mod availability;
mod exec;
mod landlock_rules;
mod privileges;
mod rules;

pub(crate) use availability::can_reach;
pub use availability::{Availability, available};
pub use exec::{Confinement, exec};
pub use rules::{Rules, User};
