//! Files on their way in, piece by piece: how far each came is known here, so that one that was interrupted goes on.
//!
//! A piece is an object of its own in the file store, so that any replica can take the next one.

mod append;
mod begin;
mod finish;
mod record;
mod sweep;
#[cfg(test)]
mod tests;

pub use append::{LEAST_PIECE, MOST_PIECE};
pub use begin::NewUpload;
pub use record::Upload;
