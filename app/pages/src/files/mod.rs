//! A project's jars.

mod list;
mod one;
mod upload;
mod versions;

pub(super) use list::FilesPage;
pub(super) use one::FilePage;
