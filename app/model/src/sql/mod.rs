//! Flink SQL as text: tokens, statements, what a statement is, and whether it may be sent.
//!
//! Tokens and comments are read exactly as Flink 1.20 reads them (its default dialect), because what is allowed is decided
//! here and done there: a comment that ends elsewhere for us than for Flink would be a way round every rule.
//! One difference is left: Flink takes `a--$b` for a collation, which it allows nowhere but after `COLLATE`; here it is a comment.
//! Nothing here knows sessions, permissions or people.

mod block;
mod classify;
mod code;
mod engine_error;
mod kind;
mod kind_of;
mod lex;
mod literal;
mod positions;
mod program;
mod secrets;
mod setting;
mod setting_rules;
mod split;
mod statement;
mod statement_set;
mod token;

#[cfg(test)]
pub(crate) mod tests;

pub use classify::{JobId, Needs, ProjectFileUse, Verdict, classify};
pub use code::{SqlCode, SqlProblem};
pub use engine_error::{EngineError, Place, engine_error, missing_factory};
pub use kind::{Object, StatementKind};
pub use lex::lex;
pub use positions::{Position, Positions};
pub use program::{Program, ProgramStatement, ProgramStep, program};
pub use secrets::{SecretLiteral, secret_literals};
pub use setting_rules::refusing_rule;
pub use split::split;
pub use statement::{Script, Statement, statement_at};
pub use statement_set::gateway_text;
pub use token::{Token, TokenKind};
