//! A project's jars.

mod list;
mod one;

pub(super) use list::FilesPage;
pub(super) use one::FilePage;
