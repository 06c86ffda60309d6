//! One statement somebody ran: its states, where it stood, and why it ended.

use crate::{UnknownChoice, choice::choices, flink::Failure};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt, str::FromStr};

choices! {
    /// What a query is doing, or how it ended.
    QueryState {
        /// Recorded; nothing was sent.
        Requested = "requested",
        /// Being sent: whether it arrived is not known yet.
        Submitting = "submitting",
        /// Its result is being drawn.
        Running = "running",
        /// As many rows are kept as may be: drawing waits for a person to choose.
        Full = "full",
        /// It ended by itself.
        Finished = "finished",
        /// The engine, or we, could not do it.
        Failed = "failed",
        /// Somebody stopped it.
        Stopped = "stopped",
        /// Nobody looked at it for a while, so it was closed.
        Unread = "unread",
        /// Its session or its engine went away with it.
        Lost = "lost",
    }

    /// By what a list of queries is sorted.
    QuerySort {
        /// The newest first.
        Newest = "newest",
        /// The oldest first.
        Oldest = "oldest",
        /// The one with the most rows first.
        MostRows = "rows",
        /// The one that took longest first.
        Longest = "longest",
    }
}

impl QueryState {
    /// True when it will not change any more.
    pub fn is_over(self) -> bool {
        match self {
            Self::Requested | Self::Submitting | Self::Running | Self::Full => false,
            Self::Finished | Self::Failed | Self::Stopped | Self::Unread | Self::Lost => true,
        }
    }
}

/// Where a statement starts in its script: one-based line and column, the column in UTF-16 units. Written `12:5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementStart {
    /// One-based.
    pub line: u32,
    /// One-based, in UTF-16 units.
    pub column: u32,
}

impl fmt::Display for StatementStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl FromStr for StatementStart {
    type Err = UnknownChoice;

    fn from_str(text: &str) -> Result<Self, UnknownChoice> {
        let (line, column) = text.split_once(':').ok_or(UnknownChoice)?;
        let number = |text: &str| text.parse().map_err(|_| UnknownChoice);
        Ok(Self { line: number(line)?, column: number(column)? })
    }
}

/// Why a query failed or was lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum QueryError {
    /// What the engine said, kept as evidence.
    Engine {
        /// Cause, trace and place.
        failure: Failure,
    },
    /// Nothing on the engine answers to the name of a connector, format or catalog.
    MissingFactory {
        /// The name, such as `kafka`.
        identifier: String,
        /// The connector sets of the local engine that have it; empty when none has, or the engine is none of ours.
        sets: Vec<String>,
        /// What the engine said, kept as evidence.
        failure: Failure,
    },
    /// A file of the project that the statement names is not there any more, or cannot reach the engine.
    FileMissing {
        /// Its name.
        name: String,
    },
    /// The local engine could not be started.
    EngineNotStarted {
        /// A code of the engine's, such as `java_missing`.
        reason: String,
        /// What it is about.
        params: BTreeMap<String, String>,
    },
    /// The local engine cannot be confined on its host, so only administrators may use it.
    Unconfined,
    /// It is not known whether it arrived, for whoever sent it was interrupted. Its job, if it became one, was cancelled.
    Interrupted,
    /// What it gives could not be kept.
    NotKept {
        /// What the last attempt said.
        said: String,
    },
    /// The engine does not know the session any more; tables made in it are gone.
    SessionLost,
    /// The engine was started anew; what ran on it is gone.
    EngineRestarted,
    /// The engine did not answer for too long.
    Unreachable {
        /// What the last attempt said.
        said: String,
    },
    /// The engine answered with something else than a result.
    BadAnswer {
        /// What was wrong with it.
        said: String,
    },
    /// The person, or everybody together, keeps as much as may be kept.
    QuotaExceeded {
        /// In bytes.
        most: i64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_query_is_not_over_for_more_can_be_drawn() {
        let open: Vec<_> =
            QueryState::ALL.iter().filter(|state| !state.is_over()).map(|state| state.as_str()).collect();
        assert_eq!(open, ["requested", "submitting", "running", "full"]);
    }

    #[test]
    fn a_start_is_read_as_it_is_written() {
        let start = StatementStart { line: 12, column: 5 };
        assert_eq!(start.to_string(), "12:5");
        assert_eq!("12:5".parse(), Ok(start));
        for wrong in ["", "12", ":", "1:x", "-1:2"] {
            assert_eq!(wrong.parse::<StatementStart>(), Err(UnknownChoice), "{wrong}");
        }
    }
}
