//! Values that texts name: `${name}` and `${name:default}`, the same in SQL, arguments, settings and pipelines.
//!
//! A reference ends at the first `}`, on its own line. `$${` is how a literal `${` is written. A value is put in as it is and
//! never looked through again, so that no value can name another. What looks like a reference and is none (no `}` on the line,
//! or no [`VariableName`] in it) is text like any other: regular expressions and templates of others are full of it.
//! Where values come from, and which are secret, is not known here.

mod mask;
mod name;
mod references;
mod scan;
mod substitute;
mod text;

pub use mask::{MASK, mask};
pub use name::VariableName;
pub use references::{Reference, references};
pub use substitute::{Unresolved, escape, substitute};
pub use text::VariableText;
