//! Server functions: what islands ask the server. Forms do not use them.

mod error;
pub mod queries;
pub mod scripts;

pub use error::ApiError;
