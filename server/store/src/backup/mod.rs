//! Copies of everything, and back.
//!
//! A backup is one tar archive: `scaleph.db`, a consistent copy of the database; `files/sha256/…`, the file store;
//! and, only when it is asked for, `key`, the sealing keys. Without the keys the secrets in it cannot be opened.
//! It is for what lies on this host: PostgreSQL and a bucket have better tools of their own. Where files are in a bucket,
//! the archive holds its address, `files.url`, instead of the files.

mod restore;
mod write;

pub use restore::{Restored, restore};
pub use write::BackupKey;

/// The database in the archive.
const DATABASE: &str = "scaleph.db";
/// The file store in the archive.
const FILES: &str = "files";
/// Where the files are that are not in the archive.
const FILES_AT: &str = "files.url";
/// The sealing keys in the archive.
const KEY: &str = "key";

#[cfg(test)]
mod tests;
