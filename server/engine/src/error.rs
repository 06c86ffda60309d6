//! What goes wrong when Flink is asked.

use model::flink::Failure;

/// What this crate's calls to Flink return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why Flink did not do what was asked. Any answer leads to one of these, however strange it is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There was no answer: it could not be reached, or the exchange took too long or broke off. What was asked may
    /// have been done.
    #[error("flink could not be asked")]
    Unreachable(#[source] egress::Error),
    /// It answered that it cannot answer now, or something before it did (502, 503, 504).
    #[error("flink cannot answer now: {said}")]
    Unavailable {
        /// The start of what was said.
        said: String,
    },
    /// The credentials are missing or not taken (401, 403).
    #[error("the credentials are not taken: status {status}")]
    Unauthorized {
        /// The HTTP status.
        status: u16,
    },
    /// It does not know the thing that was asked for.
    #[error("flink does not know it: {}", .0.root_cause)]
    NotFound(Box<Failure>),
    /// It does not understand what was asked.
    #[error("flink does not take it: {}", .0.root_cause)]
    BadRequest(Box<Failure>),
    /// It cannot be done in the state the thing is in: a job that ended is not cancelled.
    #[error("flink cannot do it now: {}", .0.root_cause)]
    Conflict(Box<Failure>),
    /// The gateway does not know the session any more: it idled too long, or the gateway was started again.
    #[error("the gateway does not know the session any more")]
    SessionLost,
    /// The gateway does not know the operation any more.
    #[error("the gateway does not know the operation any more")]
    OperationLost,
    /// A page was asked for that is neither the next nor the last one.
    #[error("the page is neither the next nor the last one: {said}")]
    WrongToken {
        /// What the gateway says.
        said: String,
    },
    /// A job with the chosen id was submitted before, so this one was not.
    #[error("a job with this id was submitted before")]
    DuplicateJob,
    /// The jar cannot be read, or is longer than what is sent; nothing was sent.
    #[error("the jar cannot be sent")]
    Jar(#[source] std::io::Error),
    /// The statement failed.
    #[error("the statement failed: {}", .0.root_cause)]
    Statement(Box<Failure>),
    /// Something in Flink failed.
    #[error("flink failed: {}", .0.root_cause)]
    Failed(Box<Failure>),
    /// What answered is not Flink, or not one that is understood.
    #[error("{expected} was expected, but there came: {got}")]
    Nonsense {
        /// What was expected.
        expected: &'static str,
        /// The start of what came.
        got: String,
    },
    /// The answer is longer than it can reasonably be.
    #[error("the answer is longer than {most} bytes")]
    TooLarge {
        /// The bound.
        most: usize,
    },
}

impl Error {
    /// True when asking again may help: nothing is known about what was asked.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unavailable { .. } => true,
            Self::Unreachable(error) => matches!(
                error,
                egress::Error::Connect { .. }
                    | egress::Error::Resolve { .. }
                    | egress::Error::Timeout { .. }
                    | egress::Error::Broken { .. }
            ),
            _ => false,
        }
    }

    /// What Flink told, when it did.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::NotFound(failure)
            | Self::BadRequest(failure)
            | Self::Conflict(failure)
            | Self::Statement(failure)
            | Self::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    /// Something else came than what was expected.
    pub(crate) fn nonsense(expected: &'static str, got: &[u8]) -> Self {
        Self::Nonsense { expected, got: start_of(got) }
    }
}

impl From<egress::Error> for Error {
    fn from(error: egress::Error) -> Self {
        match error {
            egress::Error::TooLarge { most, .. } => Self::TooLarge { most },
            error => Self::Unreachable(error),
        }
    }
}

/// The first characters of an answer, on one line.
pub(crate) fn start_of(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(2_000)]);
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    words.join(" ").chars().take(200).collect()
}
