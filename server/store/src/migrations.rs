//! Brings the schema to what this binary knows, or refuses.

use crate::{Error, Result, database::Postgres, sqlite};
use chrono::{DateTime, Utc};
use diesel::{Connection, SqliteConnection, connection::SimpleConnection, migration::MigrationSource};
use diesel_async::{RunQueryDsl, async_connection_wrapper::AsyncConnectionWrapper};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::path::Path;

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// Any number that nothing else on the database server uses: "scaleph" on a phone.
const ADVISORY_LOCK: i64 = 7_225_374;

/// What to do with a schema that is older than the binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Older {
    /// The server brings it up to date.
    Upgrade,
    /// A command beside a server leaves it alone.
    Refuse,
}

/// Checks, and brings up to date, the file; keeps a copy of it from before.
pub(crate) async fn sqlite(path: &Path, older: Older, now: DateTime<Utc>) -> Result<()> {
    let path = path.to_owned();
    blocking(move || {
        let mut conn = SqliteConnection::establish(sqlite::text(&path)?).map_err(Error::unavailable)?;
        conn.batch_execute(sqlite::PRAGMAS)?;
        let Pending { some, fresh } = pending(&mut conn, SQLITE)?;
        if !some {
            return Ok(());
        }
        if older == Older::Refuse && !fresh {
            return Err(refused_older());
        }
        if !fresh {
            let copy = path.with_extension(format!("db.before-upgrade-{}", now.format("%Y%m%dT%H%M%S%.6f")));
            diesel::RunQueryDsl::execute(
                diesel::sql_query("VACUUM INTO ?").bind::<diesel::sql_types::Text, _>(sqlite::text(&copy)?),
                &mut conn,
            )?;
            tracing::info!(copy = %copy.display(), "the database was copied before its upgrade");
        }
        conn.run_pending_migrations(SQLITE).map(drop).map_err(failed)
    })
    .await
}

/// Checks, and brings up to date, the database; other replicas wait meanwhile.
pub(crate) async fn postgres(mut conn: Postgres, older: Older) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_lock($1)")
        .bind::<diesel::sql_types::BigInt, _>(ADVISORY_LOCK)
        .execute(&mut conn)
        .await?;
    // The lock goes with the connection, which ends here.
    blocking(move || {
        let mut conn = AsyncConnectionWrapper::<Postgres>::from(conn);
        let Pending { some, fresh } = pending(&mut conn, POSTGRES)?;
        if !some {
            return Ok(());
        }
        if older == Older::Refuse && !fresh {
            return Err(refused_older());
        }
        conn.run_pending_migrations(POSTGRES).map(drop).map_err(failed)
    })
    .await
}

struct Pending {
    some: bool,
    /// Nothing was ever applied.
    fresh: bool,
}

fn pending<DB, C>(conn: &mut C, known: EmbeddedMigrations) -> Result<Pending>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let applied = conn.applied_migrations().map_err(failed)?;
    let known: Vec<String> = MigrationSource::<DB>::migrations(&known)
        .map_err(failed)?
        .iter()
        .map(|migration| migration.name().version().to_string())
        .collect();
    if let Some(stranger) = applied.iter().map(ToString::to_string).find(|version| !known.contains(version)) {
        return Err(Error::Refused(format!(
            "the database was upgraded by a newer version of scaleph (migration {stranger} is not known here); \
             start that version, or restore the backup from before the upgrade"
        )));
    }
    Ok(Pending { some: applied.len() < known.len(), fresh: applied.is_empty() })
}

fn refused_older() -> Error {
    Error::Refused("the database is of an older version of scaleph; start the server once, it upgrades it".into())
}

fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> Error {
    Error::Refused(format!("the database cannot be brought up to date: {error}"))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::unavailable)?
}
