//! What we remember: people, projects, work, secrets and files, in SQLite or PostgreSQL.
//!
//! The only crate that names diesel. It knows nothing of Flink, of Kubernetes or of pages.
//! Methods on project data take a [`model::authority::Scope`]; only this crate builds what scopes are made from.

mod announce;
mod audit;
mod backup;
mod clock;
mod data_dir;
mod database;
mod database_url;
mod error;
mod feed;
mod files;
mod leases;
mod listen;
mod migrations;
mod operations;
mod page;
mod postgres;
mod projects;
mod revision;
mod schema;
mod sealing;
mod search;
mod secrets;
mod session_key;
mod sessions;
mod settings;
mod sign_in;
mod sqlite;
mod standing;
mod store;
mod stored;
#[cfg(test)]
mod testing;
mod token;
mod transaction;
mod users;

pub use audit::{Act, AuditFilter, AuditRow, RequestId};
pub use backup::{BackupKey, restore};
pub use clock::Clock;
pub use database_url::{DatabaseUrl, NotADatabase};
pub use error::{Error, Result};
pub use feed::{Change, Event};
pub use files::{ContentHash, FileOptions, Files, NotAHash, StoredFile};
pub use leases::Lease;
pub use operations::{NewOperation, Operation, OperationClaim, OperationState, Outcome, Step};
pub use page::{Page, PageRequest};
pub use projects::{Member, NewProject, Project, ProjectContents, ProjectFilter, ProjectSummary};
pub use sealing::KeySource;
pub use secrets::{Secret, SecretOwner};
pub use session_key::SessionKey;
pub use sessions::{SIGN_IN, SessionLimits, SessionRow, Sessions, SignIn};
pub use sign_in::LinkKind;
pub use store::{Store, StoreOptions};
pub use users::{Credentials, Identity, NewUser, Preferences, Profile, User, UserFilter, UserSort};

pub(crate) use error::OnConstraint;
