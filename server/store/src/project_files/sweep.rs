//! Contents that nothing has any more go by themselves.

use crate::{
    ContentHash, Result, Store,
    database::{in_transaction, with_conn},
    schema::{file_contents, jar_versions, run_evidence},
    stored::Stored,
};
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::authority::SystemScope;

/// A content stays this long after it last came in: an engine may still be reading it.
const SETTLED: TimeDelta = TimeDelta::hours(1);
/// How many go in one sweep.
const AT_ONCE: i64 = 1_000;

impl Store {
    /// Deletes contents that no version of a jar has, and no evidence of a failure; says how many.
    ///
    /// # Errors
    /// When the database or the file store fails.
    pub async fn sweep_files(&self, _: &SystemScope) -> Result<usize> {
        let settled = (self.now() - SETTLED).naive_utc();
        let unused = || {
            let jars = jar_versions::table.select(jar_versions::sha256);
            let (first, second) = (run_evidence::jobmanager_log, run_evidence::taskmanager_log);
            let of_jobmanagers = run_evidence::table.filter(first.is_not_null()).select(first.assume_not_null());
            let of_taskmanagers = run_evidence::table.filter(second.is_not_null()).select(second.assume_not_null());
            file_contents::table
                .filter(file_contents::touched_at.lt(settled))
                .filter(file_contents::sha256.ne_all(jars))
                .filter(file_contents::sha256.ne_all(of_jobmanagers))
                .filter(file_contents::sha256.ne_all(of_taskmanagers))
        };
        let found: Vec<Stored<ContentHash>> =
            with_conn!(self, |conn| unused().limit(AT_ONCE).select(file_contents::sha256).load(conn).await?);
        let mut swept = 0;
        for Stored(hash) in found {
            // A bucket whose server does not answer must not hold up who writes to the database.
            self.files().has(&hash).await?;
            swept += in_transaction!(self, |tx| {
                let row = unused().filter(file_contents::sha256.eq(hash.as_str()));
                let gone = diesel::delete(row).execute(tx.conn).await?;
                if gone > 0 {
                    // Before the commit: whoever brings the same content again waits for this row, and then looks.
                    self.files().delete(&hash).await?;
                }
                Ok(gone)
            })?;
        }
        Ok(swept)
    }
}
