//! Server functions: what islands ask the server. Forms do not use them.
//!
//! In the browser an island calls them with `fetch` and reads what they give with miniserde: Leptos's own stubs and
//! serde would be a third of its module. So they exist on the server only, and their types are read in two ways.

mod error;
pub mod queries;
pub mod scripts;

pub use error::{ApiError, ErrorBody};
