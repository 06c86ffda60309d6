//! Why a query is drawn no further.

use model::{QueryError, QueryState};
use store::QueryEnd;

/// Why a query is drawn no further.
#[derive(Debug)]
pub(super) enum Halt {
    /// It is over by itself, or could not go on.
    End(Box<QueryEnd>),
    /// Somebody wants it to end.
    Stopped,
    /// Nobody looks at it.
    Unread,
    /// It is left as it is, for whoever goes on with it.
    Left,
    /// What we remember fails for good.
    Store(store::Error),
}

impl Halt {
    pub(super) fn finished() -> Self {
        Self::End(Box::new(QueryEnd { state: QueryState::Finished, error: None }))
    }

    pub(super) fn failed(error: QueryError) -> Self {
        Self::End(Box::new(QueryEnd { state: QueryState::Failed, error: Some(error) }))
    }

    pub(super) fn lost(error: QueryError) -> Self {
        Self::End(Box::new(QueryEnd { state: QueryState::Lost, error: Some(error) }))
    }
}

impl From<store::Error> for Halt {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::LeaseLost(_) => Self::Left,
            // The project was deleted, and the query with it.
            store::Error::Missing => Self::Left,
            error => Self::Store(error),
        }
    }
}
