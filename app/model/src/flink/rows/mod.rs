//! Result rows: columns, their types, change kinds, and cells as their source text.
//!
//! A number never goes through a float: `9223372036854775807` and `DECIMAL(38, 18)` are kept as they were written.

mod cell;
mod change;
mod column;
mod decimal;
mod logical_type;

pub use cell::{Cell, NotARow, read_cells};
pub use change::ChangeKind;
pub use column::Column;
pub use logical_type::{Field, LogicalType, TypeRoot};
