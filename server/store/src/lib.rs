//! What we remember: people, projects, work, secrets and files, in SQLite or PostgreSQL.
//!
//! The only crate that names diesel. It knows nothing of Flink, of Kubernetes or of pages.
//! Methods on project data take a [`model::authority::Scope`]; only this crate builds what scopes are made from.

mod clock;
mod data_dir;
mod database;
mod database_url;
mod error;
mod feed;
mod files;
mod listen;
mod migrations;
mod postgres;
mod schema;
mod sealing;
mod session_key;
mod settings;
mod sqlite;
mod store;
mod stored;
#[cfg(test)]
mod testing;
mod token;
mod transaction;

pub use clock::Clock;
pub use database_url::{DatabaseUrl, NotADatabase};
pub use error::{Error, Result};
pub use feed::{Change, Event};
pub use files::{ContentHash, FileOptions, Files, NotAHash, StoredFile};
pub use sealing::KeySource;
pub use session_key::SessionKey;
pub use store::{Store, StoreOptions};
