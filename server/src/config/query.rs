//! Bounds of interactive queries.

use super::{kinds::ByteSize, problem::Problem, values::Values};
use std::{num::NonZeroU64, time::Duration};

/// Bounds of interactive queries.
#[derive(Clone, Debug)]
pub struct QueryConfig {
    /// A running query that nobody looks at is closed after so long.
    pub unread_close: Duration,
    /// Rows after which a query stops drawing.
    pub spool_rows: u64,
    /// Stored bytes after which a query stops drawing.
    pub spool_bytes: u64,
    /// Bytes that the kept results of one person may take.
    pub user_bytes: u64,
    /// Bytes that all kept results may take.
    pub disk_bytes: u64,
}

impl QueryConfig {
    pub(super) fn new(values: &Values, problems: &mut Vec<Problem>) -> Self {
        let bytes = |key| values.require::<ByteSize>(key).0;
        for (smaller, larger) in [("query.spool_bytes", "query.user_bytes"), ("query.user_bytes", "query.disk_bytes")] {
            if bytes(smaller) > bytes(larger) {
                problems.push(values.rule(smaller, format!("must not be more than {larger}")));
            }
        }
        Self {
            unread_close: values.require("query.unread_close"),
            spool_rows: values.require::<NonZeroU64>("query.spool_rows").get(),
            spool_bytes: bytes("query.spool_bytes"),
            user_bytes: bytes("query.user_bytes"),
            disk_bytes: bytes("query.disk_bytes"),
        }
    }
}
