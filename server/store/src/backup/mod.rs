//! Copies of everything, and back.
//!
//! A backup is one tar archive: `scaleph.db`, a consistent copy of the database; `files/sha256/…`, the file store;
//! and, only when it is asked for, `key`, the sealing keys. Without the keys the secrets in it cannot be opened.
//! It is for SQLite and files in a directory; for the rest there are better tools, and both acts say which.

mod restore;
mod write;

pub use restore::restore;
pub use write::BackupKey;

/// The database in the archive.
const DATABASE: &str = "scaleph.db";
/// The file store in the archive.
const FILES: &str = "files";
/// The sealing keys in the archive.
const KEY: &str = "key";

#[cfg(test)]
mod tests;
