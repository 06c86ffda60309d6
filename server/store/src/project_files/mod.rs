//! Project files: jars with functions, connectors and drivers.
//!
//! A jar is checked while it streams in and is never opened; its content is kept once, by its hash.

mod add;
mod jar_scan;
mod record;
mod sweep;
#[cfg(test)]
mod tests;

pub use add::NewProjectFile;
pub use record::ProjectFile;
