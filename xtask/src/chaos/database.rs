//! The servers' records, read by the database's own shell, and the connections to them.

use crate::{postgres::Postgres, setup};
use anyhow::{Context, Result, anyhow, ensure};
use std::{path::PathBuf, process::Command};

/// Between the fields of a row.
const FIELD: &str = "\u{1f}";
/// Between rows.
const ROW: &str = "\u{1e}";

/// Where the records are.
#[derive(Debug)]
pub(super) enum Database {
    /// The file of one server.
    Sqlite(PathBuf),
    /// A server that several share.
    Postgres {
        /// Runs as long as this is there.
        server: Postgres,
        /// Its shell.
        psql: PathBuf,
    },
}

impl Database {
    /// A PostgreSQL server of its own.
    pub(super) fn shared() -> Result<Self> {
        let programs = setup::postgres().map_err(|why| anyhow!("no PostgreSQL server: {why}"))?;
        let psql = programs.join("psql");
        let psql = if psql.is_file() { psql } else { "psql".into() };
        Ok(Self::Postgres { server: Postgres::start()?, psql })
    }

    /// What the servers are told of it; nothing of a file of their own.
    pub(super) fn url(&self) -> Option<String> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres { server, .. } => Some(server.url()),
        }
    }

    /// The rows that a query selects.
    pub(super) fn rows(&self, query: &str) -> Result<Vec<Vec<String>>> {
        let text = self.ask(query)?;
        let rows = text.trim_end_matches(['\n', '\u{1e}']).split(ROW).filter(|row| !row.is_empty());
        Ok(rows.map(|row| row.split(FIELD).map(str::to_owned).collect()).collect())
    }

    /// The only field of the only row.
    pub(super) fn one(&self, query: &str) -> Result<String> {
        let rows = self.rows(query)?;
        let field = rows.first().and_then(|row| row.first()).map(|field| field.trim_end().to_owned());
        field.with_context(|| format!("nothing is found by {query}"))
    }

    /// Ends every connection of the servers; says how many there were, none where there is no server to end them.
    pub(super) fn end_connections(&self) -> Result<usize> {
        let Self::Postgres { .. } = self else { return Ok(0) };
        let query = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity \
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        self.one(query)?.parse().context("counting connections")
    }

    fn ask(&self, query: &str) -> Result<String> {
        let mut command = match self {
            Self::Sqlite(file) => {
                let mut command = Command::new("sqlite3");
                command.args(["-readonly", "-batch", "-noheader", "-list", "-cmd", ".timeout 5000"]);
                command.args(["-separator", FIELD, "-newline", ROW]).arg(file).arg(query);
                command
            }
            Self::Postgres { server, psql } => {
                let mut command = Command::new(psql);
                command.args(["-X", "-A", "-t", "-F", FIELD, "-R", ROW, "-d", &server.url(), "-c", query]);
                command
            }
        };
        let output = command.output().with_context(|| format!("starting {:?}", command.get_program()))?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "{query}: {}", said.trim());
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}
