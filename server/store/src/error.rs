//! What can go wrong with what we remember.

use diesel::result::{DatabaseErrorKind, Error as Diesel};
use model::Problem;
use std::error::Error as StdError;

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The object does not exist, or not where the caller may see it.
    #[error("the object does not exist")]
    Missing,
    /// The domain refuses: a name is taken, a revision is stale, the last owner would go.
    #[error("the store refused a change: {0:?}")]
    Problems(Vec<Problem>),
    /// The lease was lost, or somebody with a newer fencing number acted: what was being done must be left alone.
    #[error("the lease on {0} is held by somebody else")]
    LeaseLost(String),
    /// The database cannot be reached or is too busy; trying again later may help.
    #[error("the database cannot be reached")]
    Unavailable(#[source] Box<dyn StdError + Send + Sync>),
    /// The database refused a statement: a bug, or a damaged database.
    #[error("the database refused a statement")]
    Database(#[source] Diesel),
    /// The server must not start like this; the text says why and what to do.
    #[error("{0}")]
    Refused(String),
    /// A sealed value cannot be opened: its key is missing, or it was changed or moved.
    #[error("the sealed value {0} cannot be opened")]
    Sealed(String),
    /// The file store failed.
    #[error("the file store failed")]
    Files(#[source] object_store::Error),
    /// A file or directory of ours cannot be used.
    #[error("cannot use {path}")]
    Io {
        /// Which one.
        path: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// What most of this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The domain problems, if that is what it is.
    pub fn problems(&self) -> Option<&[Problem]> {
        match self {
            Self::Problems(problems) => Some(problems),
            _ => None,
        }
    }

    /// Says which file or directory an I/O error is about.
    pub(crate) fn io(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.display().to_string();
        move |source| Self::Io { path, source }
    }

    /// A failure to reach the database.
    pub(crate) fn unavailable(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Unavailable(source.into())
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Problems(vec![problem])
    }
}

/// What databases say of troubles that pass: somebody writes, a server is shut down or started, a disk is full.
const PASSES: [&str; 7] = [
    "database is locked",
    "database or disk is full",
    "disk I/O error",
    "terminating connection",
    "the database system is",
    "connection closed",
    "No space left on device",
];

impl From<Diesel> for Error {
    fn from(error: Diesel) -> Self {
        match &error {
            Diesel::NotFound => Self::Missing,
            Diesel::DatabaseError(kind, said) => match kind {
                DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand
                | DatabaseErrorKind::SerializationFailure => Self::unavailable(error),
                _ if PASSES.iter().any(|passing| said.message().contains(passing)) => Self::unavailable(error),
                _ => Self::Database(error),
            },
            Diesel::BrokenTransactionManager => Self::unavailable(error),
            _ => Self::Database(error),
        }
    }
}

/// Turns a violated constraint into what it means.
pub(crate) trait OnConstraint<T> {
    /// A row with this key exists already: that is the given problem.
    fn on_taken(self, problem: impl FnOnce() -> Problem) -> Result<T>;

    /// A row that is referred to does not exist, or is still referred to: that is the given problem.
    fn on_reference(self, problem: impl FnOnce() -> Problem) -> Result<T>;
}

impl<T, E: Into<Error>> OnConstraint<T> for std::result::Result<T, E> {
    fn on_taken(self, problem: impl FnOnce() -> Problem) -> Result<T> {
        on(self, |kind| matches!(kind, DatabaseErrorKind::UniqueViolation), problem)
    }

    fn on_reference(self, problem: impl FnOnce() -> Problem) -> Result<T> {
        on(self, |kind| matches!(kind, DatabaseErrorKind::ForeignKeyViolation), problem)
    }
}

fn on<T, E: Into<Error>>(
    result: std::result::Result<T, E>,
    is: impl FnOnce(&DatabaseErrorKind) -> bool,
    problem: impl FnOnce() -> Problem,
) -> Result<T> {
    match result.map_err(Into::into) {
        Err(Error::Database(Diesel::DatabaseError(kind, _))) if is(&kind) => Err(problem().into()),
        other => other,
    }
}
