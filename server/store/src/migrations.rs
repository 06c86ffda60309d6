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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        DatabaseUrl, Store,
        testing::{TestStore, on_each_database},
    };
    use diesel::{QueryableByName, sql_types::Text};
    use std::collections::BTreeSet;

    #[derive(Debug, QueryableByName)]
    struct Line {
        #[diesel(sql_type = Text)]
        line: String,
    }

    async fn lines(store: &TestStore, sqlite: &str, postgres: &str) -> BTreeSet<String> {
        let read = async || -> Result<Vec<Line>> {
            match store.database() {
                crate::database::Database::Sqlite(pool) => {
                    let mut conn = crate::database::connection(pool).await?;
                    Ok(diesel::sql_query(sqlite).load(&mut conn).await?)
                }
                crate::database::Database::Postgres(pool) => {
                    let mut conn = crate::database::connection(pool).await?;
                    Ok(diesel::sql_query(postgres).load(&mut conn).await?)
                }
            }
        };
        read().await.unwrap().into_iter().map(|line| line.line).collect()
    }

    /// Tables, columns, types, nullability, primary keys and unique indexes, one a line.
    async fn described(store: &TestStore) -> BTreeSet<String> {
        let columns = lines(
            store,
            "SELECT m.name || '.' || c.name || ' ' || c.type || iif(c.\"notnull\", ' NOT NULL', '') AS line
             FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE '\\_%' ESCAPE '\\'",
            "SELECT table_name || '.' || column_name || ' ' || CASE data_type
                 WHEN 'timestamp without time zone' THEN 'TIMESTAMP' WHEN 'bytea' THEN 'BYTEA'
                 ELSE upper(data_type) END || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END AS line
             FROM information_schema.columns WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_%'",
        )
        .await;
        let unique = lines(
            store,
            "SELECT m.name || ' UNIQUE ' || (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno))
                 || iif(i.partial, ' partial', '') AS line
             FROM sqlite_master m, pragma_index_list(m.name) i WHERE m.type = 'table' AND i.\"unique\" AND m.name NOT LIKE '\\_%' ESCAPE '\\'",
            "SELECT t.relname || ' UNIQUE ' || (SELECT string_agg(a.attname, ',' ORDER BY k.place)
                 FROM unnest(i.indkey) WITH ORDINALITY AS k(number, place)
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number)
                 || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END AS line
             FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
             WHERE i.indisunique AND t.relnamespace = current_schema()::regnamespace AND t.relname NOT LIKE '\\_%'",
        )
        .await;
        // BLOB is what the other calls BYTEA.
        columns.into_iter().map(|line| line.replace(" BLOB", " BYTEA")).chain(unique).collect()
    }

    #[test]
    fn both_databases_have_the_same_migrations() {
        let names = |migrations: EmbeddedMigrations| -> Vec<String> {
            let all = MigrationSource::<diesel::sqlite::Sqlite>::migrations(&migrations).unwrap();
            all.iter().map(|migration| migration.name().to_string()).collect()
        };
        assert_eq!(names(SQLITE), names(POSTGRES));
        assert!(names(SQLITE).len() >= 5);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn both_databases_have_the_same_tables_columns_and_unique_indexes() {
        let sqlite = described(&TestStore::sqlite().await).await;
        assert!(sqlite.contains("users.name_key TEXT NOT NULL"), "{sqlite:?}");
        assert!(sqlite.contains("operations UNIQUE object_kind,object_id partial"), "{sqlite:?}");
        let Some(postgres) = TestStore::postgres().await else {
            return;
        };
        let postgres = described(&postgres).await;
        assert_eq!(sqlite.difference(&postgres).collect::<Vec<_>>(), Vec::<&String>::new(), "only in SQLite");
        assert_eq!(postgres.difference(&sqlite).collect::<Vec<_>>(), Vec::<&String>::new(), "only in PostgreSQL");
    }

    async fn execute(store: &TestStore, sql: &str) {
        let run = async || -> Result<()> {
            crate::database::with_conn!(store, |conn| {
                diesel::sql_query(sql).execute(conn).await?;
                Ok(())
            })
        };
        run().await.unwrap();
    }

    on_each_database! {
        async fn a_database_of_a_newer_version_is_refused_with_a_sentence(store: TestStore) {
            execute(&store, "INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')").await;
            let mut options = store.options().clone();
            let database = options.data_dir.join("scaleph.db");
            options.data_dir = options.data_dir.with_extension("other");
            if let DatabaseUrl::Sqlite(path) = &mut options.database {
                *path = Some(database);
            }
            let refusal = Store::open(options).await.unwrap_err().to_string();
            assert!(refusal.contains("newer version of scaleph (migration 9999"), "{refusal}");
        }

        async fn replicas_that_start_at_once_agree(store: TestStore) {
            let first = store.replica().await;
            assert_eq!(first.is_shared(), store.is_shared());
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_upgrade_of_sqlite_keeps_a_copy_from_before() {
        let store = TestStore::sqlite().await;
        // The last migration was not applied yet, as after an update of the binary.
        let path = store.options().data_dir.join("old.db");
        let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
        conn.run_next_migration(SQLITE).unwrap();
        drop(conn);
        let refused = sqlite(&path, Older::Refuse, store.now()).await.unwrap_err().to_string();
        assert!(refused.contains("older version"), "{refused}");
        sqlite(&path, Older::Upgrade, store.now()).await.unwrap();
        let copies = std::fs::read_dir(&store.options().data_dir)
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("before-upgrade"))
            .count();
        assert_eq!(copies, 1);
    }
}
