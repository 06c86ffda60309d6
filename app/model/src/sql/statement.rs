//! A script and its statements.

use super::{Position, SqlProblem, StatementKind};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// One statement of a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// In bytes, without the blanks and comments around it and without the `;` that ends it: what is sent.
    pub range: Range<usize>,
    /// In bytes: every place at which a cursor means this statement.
    pub reach: Range<usize>,
    /// Where it begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// What it is.
    #[serde(flatten)]
    pub kind: StatementKind,
}

/// A script cut into statements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// In their order; their ranges do not overlap.
    pub statements: Vec<Statement>,
    /// What does not end, and what Flink's lexer refuses; in their order, and only the first thousand.
    pub problems: Vec<SqlProblem>,
}

/// The statement a cursor at a byte means.
///
/// It is the one the cursor is in or touches; in the blanks after one, that one; in the comments
/// before one (those that begin on its predecessor's last line apart), the one they introduce.
pub fn statement_at(script: &Script, offset: usize) -> Option<&Statement> {
    let after = script.statements.partition_point(|statement| statement.reach.start <= offset);
    script.statements.get(after.saturating_sub(1))
}
