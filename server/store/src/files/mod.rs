//! Files by the hash of their content: immutable, shared by all that have the same content.
//!
//! They are in a directory, or in a bucket of an S3-compatible server. What is said to that server goes out through
//! `egress`; nobody beyond this module knows which of the two it is, but who has to say where they are.

mod bucket;
mod content_hash;
mod outgoing;
mod place;
mod ready;
mod staged;
mod store;

pub use bucket::BucketOptions;
pub use content_hash::{ContentHash, NotAHash};
pub use place::{FileOptions, Place};
pub use store::{Files, StoredFile};

pub(crate) use store::missing;

#[cfg(test)]
mod tests;
