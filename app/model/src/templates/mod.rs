//! Templates: settings that jobs and other templates of a project inherit.
//!
//! How they meet what a job says itself is told elsewhere, in [`crate::job::EffectiveSettings`].

mod lineage;
mod settings;

pub use lineage::{Lineage, MOST_TEMPLATES_IN_A_ROW};
pub use settings::TemplateSettings;
