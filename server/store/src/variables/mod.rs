//! Variables: values that texts of a project name, plain or secret.
//!
//! How texts name them is not known here. A secret value is sealed and leaves through [`crate::Store::variable_values`]
//! only; whoever may see variables sees that there is one, and since when.

mod change;
mod record;
#[cfg(test)]
mod tests;
mod values;

pub use change::{ValueChange, VariableForm};
pub use record::Variable;
pub use values::VariableValue;

use crate::SecretOwner;
use model::VariableId;

/// What the secrets of variables say of their owner.
const KIND: &str = "variable";
/// The name of the value among a variable's secrets.
const VALUE: &str = "value";

/// Whose secret it is.
fn owner(id: VariableId) -> SecretOwner {
    SecretOwner::new(KIND, id)
}
