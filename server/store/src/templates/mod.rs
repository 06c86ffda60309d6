//! Templates: settings that jobs of a project inherit, and other templates.
//!
//! What holds for a job in the end is not decided here, but in [`model::job::EffectiveSettings`].

mod change;
mod record;
#[cfg(test)]
mod tests;
mod uses;

pub use change::TemplateForm;
pub use record::Template;
pub use uses::TemplateUses;
