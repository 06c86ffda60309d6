//! A project's variables.

mod fields;
mod list;
mod one;

pub(super) use list::VariablesPage;
pub(super) use one::VariablePage;
