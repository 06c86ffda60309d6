//! Projects and who belongs to them.

mod change;
mod contents;
mod create;
mod list;
mod members;
mod record;

pub use contents::ProjectContents;
pub use create::NewProject;
pub use list::{ProjectFilter, ProjectSummary};
pub use members::Member;
pub use record::Project;
