//! Several `INSERT`s as one job.

use super::{
    super::{Statement, StatementKind, gateway_text, lex, statement_set::inner_statements},
    ProgramStatement, ProgramStep,
};
use std::ops::Range;

const OPENING: &str = "EXECUTE STATEMENT SET BEGIN\n";

/// What stands between two statements of a set.
pub(super) const BETWEEN: &str = ";\n";

/// Where the first statement of a set is.
pub(super) const FIRST_AT: usize = OPENING.len();

const CLOSING: &str = ";\nEND";

/// The step that a statement is by itself.
pub(super) fn alone(text: &str, statement: &Statement, setup: Vec<ProgramStatement>) -> ProgramStep {
    let sent = gateway_text(&text[statement.range.clone()]).into_owned();
    ProgramStep { setup, text: sent, ranges: vec![statement.range.clone()] }
}

/// The step that these are together; sets are opened, for none may stand in another.
pub(super) fn together(text: &str, statements: &[&Statement]) -> ProgramStep {
    if let [statement] = statements {
        return alone(text, statement, Vec::new());
    }
    let ranges: Vec<_> = statements.iter().flat_map(|statement| inserts(text, statement)).collect();
    let inserts: Vec<&str> = ranges.iter().map(|range| &text[range.clone()]).collect();
    ProgramStep { setup: Vec::new(), text: format!("{OPENING}{}{CLOSING}", inserts.join(BETWEEN)), ranges }
}

/// Every `INSERT` of a statement, without an `EXECUTE` before it, which must not stand in a set.
pub(super) fn inserts(text: &str, statement: &Statement) -> Vec<Range<usize>> {
    let source = &text[statement.range.clone()];
    let tokens = lex(source);
    let pieces = match statement.kind {
        StatementKind::StatementSet => inner_statements(source, &tokens),
        _ => vec![tokens.as_slice()],
    };
    let range = |piece: &[super::super::Token]| {
        let mut significant = piece.iter().filter(|token| !token.is_trivia());
        let first = significant.find(|token| !token.is_word(source, "EXECUTE"))?;
        Some(statement.range.start + first.range.start..statement.range.start + piece.last()?.range.end)
    };
    pieces.into_iter().filter_map(range).collect()
}
