//! Templates: settings that jobs inherit.

mod fields;
mod list;
mod new;
mod one;
mod uses;

pub(super) use list::TemplatesPage;
pub(super) use new::NewTemplatePage;
pub(super) use one::TemplatePage;
