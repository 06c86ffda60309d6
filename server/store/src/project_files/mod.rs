//! Project files: jars with programs, functions, connectors and drivers, each with its versions.
//!
//! What a jar holds is told from its bytes, within bounds; nothing of it is ever run here. A content is kept once, by its hash.

mod add;
mod change;
mod jar;
mod receive;
mod record;
mod sweep;
#[cfg(test)]
mod tests;
mod versions;

pub use add::NewProjectFile;
#[cfg(test)]
pub(crate) use jar::samples;
pub use record::ProjectFile;
pub use versions::{JarVersion, JarVersionLine, RunnableJar};
