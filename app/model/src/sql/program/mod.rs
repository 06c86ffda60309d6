//! From a script's text to what a job of it consists of. Variables were put in before; nothing is sent here.
//!
//! Nothing is ever moved past something else: where the order of a script cannot be kept, the script is refused.

mod lasting;
mod parts;
mod reader;
mod step;

pub use parts::{Program, ProgramStatement, ProgramStep};
pub use reader::program;
