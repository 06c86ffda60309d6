//! The rows that lists are measured on, put with plain SQL into a database that the server made itself.

use super::{install::Install, surroundings::Surroundings};
use crate::process;
use anyhow::{Context, Result, ensure};
use std::process::Command;

/// Queries of the one project.
pub(super) const QUERIES: usize = 100_000;
/// Scripts of the one project.
pub(super) const SCRIPTS: usize = 10_000;
/// Jobs of the one project.
pub(super) const JOBS: usize = 10_000;
/// Runs of these jobs.
pub(super) const RUNS: usize = 100_000;
/// Lines of the audit.
pub(super) const AUDIT: usize = 1_000_000;

static SQL: &[&str] = &[
    include_str!("seed/people.sql"),
    include_str!("seed/scripts.sql"),
    include_str!("seed/queries.sql"),
    include_str!("seed/jobs.sql"),
    include_str!("seed/audit.sql"),
];

/// An install of some size.
#[derive(Debug)]
pub(super) struct Seeded {
    /// The install; its project has all the scripts, queries and jobs.
    pub(super) install: Install,
}

impl Seeded {
    /// Makes an install and fills it.
    pub(super) fn make(surroundings: &Surroundings) -> Result<Self> {
        let install = Install::make(surroundings)?;
        eprintln!(
            "  filling a database: {QUERIES} queries, {SCRIPTS} scripts, {JOBS} jobs, {RUNS} runs, {AUDIT} lines of audit"
        );
        let database = install.data().join("scaleph.db");
        ensure!(database.exists(), "the server keeps its records elsewhere than in scaleph.db");
        // The shell is one program that every distribution has; linking SQLite would cost each build of this command.
        let mut command = Command::new("sqlite3");
        command.arg("-bail").arg(&database).arg(script(&install));
        process::run(&mut command).context("filling a database needs the sqlite3 shell (Debian: sqlite3)")?;
        Ok(Self { install })
    }
}

/// All statements, in one transaction.
fn script(install: &Install) -> String {
    let numbers =
        [("{queries}", QUERIES), ("{scripts}", SCRIPTS), ("{jobs}", JOBS), ("{runs}", RUNS), ("{audit}", AUDIT)];
    let mut sql = format!("BEGIN; {} COMMIT;", SQL.concat());
    for (name, number) in numbers {
        sql = sql.replace(name, &number.to_string());
    }
    sql.replace("{project}", &install.project).replace("{user}", &install.user)
}
