//! How much is kept, for quotas.

use crate::{Result, Store, database::with_conn, schema::queries, stored::Stored};
use diesel::{dsl::sql, prelude::*, sql_types::BigInt};
use diesel_async::RunQueryDsl;
use model::{UserId, authority::SystemScope};

/// Bytes that the spool keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpoolUsage {
    /// Of one person, in all projects.
    pub of_user: i64,
    /// Of everybody.
    pub in_all: i64,
}

impl Store {
    /// How much is kept for a person, and in all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn spool_usage(&self, _: &SystemScope, user: UserId) -> Result<SpoolUsage> {
        // A sum of BIGINT is a NUMERIC in PostgreSQL.
        let sum = || sql::<BigInt>("CAST(COALESCE(SUM(bytes), 0) AS BIGINT)");
        with_conn!(self, |conn| {
            let kept = queries::table.filter(queries::bytes.gt(0));
            let of_user = kept.filter(queries::user_id.eq(Stored(user))).select(sum()).first(conn).await?;
            Ok(SpoolUsage { of_user, in_all: kept.select(sum()).first(conn).await? })
        })
    }
}
