//! What goes wrong when the world is to be changed.

use model::sql::SqlProblem;

/// What most of this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// What we remember could not be read or written, or refuses it.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The cluster could not do it.
    #[error("the cluster did not do it")]
    Engine(#[from] engine::Error),
    /// The processes of this host could not be set up.
    #[error("the local engine cannot be used")]
    Local(#[from] engine::local::LocalError),
    /// The cluster has no SQL Gateway, so no statement can be sent to it.
    #[error("the cluster has no sql gateway")]
    NoGateway,
    /// The local engine does not run.
    #[error("the local engine does not run")]
    NotRunning,
    /// The local engine is one of another host.
    #[error("the engine is one of another host")]
    Elsewhere,
}

/// Why a statement is not run. Nothing was recorded, and nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// It may not be sent, whoever asks; the place is in the text that was given.
    #[error("the statement is refused: {:?}", .0.code)]
    Refused(SqlProblem),
    /// The person lacks the named permission.
    #[error("the permission {0} is missing")]
    NeedsPermission(&'static str),
    /// The project has no file of this name.
    #[error("the project has no file `{name}`")]
    NoSuchFile {
        /// As it was given.
        name: String,
    },
    /// A file of the project cannot be handed to a cluster that is not on this host.
    #[error("the file `{name}` cannot reach a cluster elsewhere")]
    FileOutOfReach {
        /// As it was given.
        name: String,
    },
    /// The job that is named is none of the project's.
    #[error("the job {job} is none of the project's")]
    ForeignJob {
        /// As it was given, in lower case.
        job: String,
    },
    /// More text than a statement may have.
    #[error("the statement is longer than {most} bytes")]
    TooLong {
        /// In bytes.
        most: usize,
    },
    /// The results that are kept for the person, or for everybody, take as much as they may.
    #[error("{most} bytes of results are kept, which is all that may be")]
    QuotaExceeded {
        /// In bytes.
        most: u64,
    },
    /// The cluster cannot take statements.
    #[error(transparent)]
    Cluster(Error),
    /// It could not be recorded, or the project may not use the cluster.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// An error and what caused it, in one line.
pub(crate) fn said(error: &(dyn std::error::Error + 'static)) -> String {
    let mut said = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        said = format!("{said}: {cause}");
        source = cause.source();
    }
    said.chars().take(2_000).collect()
}
