//! What is in a jar, told from its bytes alone: nothing of it is ever run.

mod class_file;
mod manifest;
mod read;
#[cfg(test)]
pub(crate) mod samples;

pub(super) use read::{MAGIC, read};

use model::ClassName;

/// What was found in a jar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct JarContent {
    /// The class that its manifest names.
    pub(super) main_class: Option<ClassName>,
    /// Public classes with a `public static void main(String[])`, in their order by name.
    pub(super) programs: Vec<ClassName>,
}
