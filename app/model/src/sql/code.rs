//! What can be wrong with SQL text, or not allowed, as codes with typed parameters. The sentences are elsewhere.

use super::{Position, Positions, StatementKind};
use crate::RuntimeMode;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What is wrong with a script, or why a statement is not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", content = "params", rename_all = "snake_case")]
pub enum SqlCode {
    /// A `'` without its partner; the rest of the text was taken for the string.
    UnterminatedString,
    /// A `` ` `` without its partner on the same line.
    UnterminatedIdentifier,
    /// A `"` without its partner.
    UnterminatedDoubleQuoted,
    /// A `/*` without `*/`. In Flink, `/***/` is one.
    UnterminatedComment,
    /// A `/*+` without `*/`.
    UnterminatedHint,
    /// A `${` without `}` on the same line.
    UnterminatedPlaceholder,
    /// `STATEMENT SET` without its `END`; the rest of the script was taken for the set.
    UnterminatedStatementSet,
    /// Flink's lexer stops here: a full-width sign or blank, a control character, `#`, ….
    ForbiddenCharacter {
        /// The first of them, as `U+FF1B`.
        character: String,
    },
    /// What was to be sent is not exactly one statement.
    NotOneStatement {
        /// How many it holds.
        count: usize,
    },
    /// A placeholder was not replaced by its value.
    PlaceholderLeft {
        /// What stands between the braces.
        name: String,
    },
    /// The setting belongs to the cluster or to Scaleph and is not for a session.
    SettingRefused {
        /// The key as Flink would read it.
        key: String,
        /// The rule that refused it: a key, or the beginning of keys, as `rest.*`.
        rule: String,
    },
    /// `SET` or `RESET` with a key that is not one plain text or word.
    SettingUnreadable,
    /// Only Flink's own dialect can be judged before it is sent.
    DialectRefused {
        /// The dialect that was asked for.
        dialect: String,
    },
    /// A jar is named by a path or an address; only a project file's bare name is allowed.
    JarNotAProjectFile {
        /// As it was given.
        path: String,
    },
    /// A jar's name could not be read as one plain `'…'`.
    JarUnreadable,
    /// Not the 32 hexadecimal digits of a Flink job.
    NotAJobId {
        /// As it was given.
        given: String,
    },
    /// A statement set holds something other than `INSERT`.
    NotAnInsertInStatementSet {
        /// What it is.
        kind: Box<StatementKind>,
    },
    /// A script, or a statement set in it, holds no `INSERT`, so that there is nothing to run as a job.
    NoInsert,
    /// A job does not show rows: `SELECT`, `SHOW`, `DESCRIBE`, `EXPLAIN`.
    RowsInJob {
        /// What it is.
        kind: Box<StatementKind>,
    },
    /// A job prepares its session and inserts; it does nothing else.
    NotInJob {
        /// What it is.
        kind: Box<StatementKind>,
    },
    /// `CREATE TABLE … AS` starts a job of its own; a job's script creates the table and inserts into it.
    CreateTableAsInJob,
    /// Something that changes the session after the first `INSERT` of a streaming script, whose `INSERT`s are one job.
    ChangeAfterInsert,
    /// Something that changes the session after the last `INSERT`, for nothing.
    ChangeAfterLastInsert,
    /// A script is one mode's.
    TwoRuntimeModes {
        /// The one that was in force before.
        first: RuntimeMode,
    },
    /// `SET 'execution.runtime-mode'` with something else than `streaming` or `batch`.
    NotARuntimeMode {
        /// As it was given.
        given: String,
    },
}

/// A code and the place in the text it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SqlProblem {
    /// What is wrong.
    #[serde(flatten)]
    pub code: SqlCode,
    /// Where, in bytes.
    pub range: Range<usize>,
    /// Where it begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
}

impl SqlProblem {
    /// A problem at a place of the text that is indexed.
    pub fn new(code: SqlCode, range: Range<usize>, positions: &Positions<'_>) -> Self {
        Self { code, start: positions.position(range.start), end: positions.position(range.end), range }
    }

    /// The same problem seen from a script in which the text begins at a byte.
    pub fn within(self, script: &Positions<'_>, offset: usize) -> Self {
        Self::new(self.code, self.range.start + offset..self.range.end + offset, script)
    }
}
