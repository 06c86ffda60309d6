//! Cuts a script into statements. It does not judge them.

use super::{Positions, Script, SqlCode, SqlProblem, Statement, Token, TokenKind, block::Block, kind_of::kind_of, lex};

/// More problems than anybody reads; a text of another kind has one at every other character.
const MOST_PROBLEMS: usize = 1000;

/// Splits at every `;` that Flink would split at: not in strings, comments, quoted names, placeholders or statement sets.
///
/// Never fails: what does not end is told in the problems, and takes the rest of the text.
pub fn split(text: &str) -> Script {
    let tokens = lex(text);
    let positions = Positions::new(text);
    let mut splitter = Splitter { text, tokens: &tokens, positions: &positions, script: Script::default(), reach: 0 };
    splitter.run();
    let mut script = splitter.script;
    if let Some(first) = script.statements.first_mut() {
        first.reach.start = 0;
    }
    for index in 0..script.statements.len() {
        let end = script.statements.get(index + 1).map_or(text.len(), |next| next.reach.start);
        script.statements[index].reach.end = end;
    }
    script
}

struct Splitter<'a> {
    text: &'a str,
    tokens: &'a [Token],
    positions: &'a Positions<'a>,
    script: Script,
    /// Where the reach of the next statement begins, if a comment has said so.
    reach: usize,
}

/// The statement that is being read.
struct Open {
    first: usize,
    last: usize,
    block: Block,
}

impl Splitter<'_> {
    fn run(&mut self) {
        let mut open: Option<Open> = None;
        let mut lead = None;
        // The first of the comments that introduce a statement; one on the line of the `;` before does not.
        let mut new_line = true;
        for (index, token) in self.tokens.iter().enumerate() {
            self.note_problem(token);
            match token.kind {
                TokenKind::Whitespace => new_line |= token.text(self.text).contains(['\n', '\r']),
                TokenKind::LineComment | TokenKind::BlockComment => {
                    if open.is_none() && lead.is_none() && new_line {
                        lead = Some(token.range.start);
                    }
                    new_line |= token.text(self.text).contains(['\n', '\r']);
                }
                TokenKind::Semicolon => {
                    new_line = false;
                    match &mut open {
                        Some(statement) if statement.block.is_open() => statement.block.semicolon(),
                        _ => {
                            if let Some(statement) = open.take() {
                                self.finish(statement);
                            }
                            lead = None;
                        }
                    }
                }
                _ => {
                    let statement = open.get_or_insert_with(|| {
                        self.reach = lead.take().unwrap_or(token.range.start);
                        Open { first: index, last: index, block: Block::new() }
                    });
                    statement.last = index;
                    statement.block.token(self.text, token, || self.is_last(index));
                }
            }
        }
        if let Some(statement) = open {
            self.finish(statement);
        }
    }

    /// Whether a `;` or nothing follows.
    fn is_last(&self, index: usize) -> bool {
        let next = self.tokens[index + 1..].iter().find(|token| !token.is_trivia());
        next.is_none_or(|token| token.kind == TokenKind::Semicolon)
    }

    fn finish(&mut self, open: Open) {
        let tokens = &self.tokens[open.first..=open.last];
        let range = self.tokens[open.first].range.start..self.tokens[open.last].range.end;
        if open.block.is_open() {
            let place = self.tokens[open.first].range.clone();
            self.script.problems.push(SqlProblem::new(SqlCode::UnterminatedStatementSet, place, self.positions));
            self.script.problems.sort_by_key(|problem| problem.range.start);
        }
        self.script.statements.push(Statement {
            reach: self.reach..range.end,
            start: self.positions.position(range.start),
            end: self.positions.position(range.end),
            kind: kind_of(self.text, tokens),
            range,
        });
    }

    fn note_problem(&mut self, token: &Token) {
        if self.script.problems.len() >= MOST_PROBLEMS {
            return;
        }
        let code = match token.kind {
            TokenKind::Whitespace | TokenKind::Unknown => match self.forbidden(token) {
                Some(character) => SqlCode::ForbiddenCharacter { character: format!("U+{:04X}", u32::from(character)) },
                None => return,
            },
            _ if token.terminated => return,
            TokenKind::BlockComment => SqlCode::UnterminatedComment,
            TokenKind::Hint => SqlCode::UnterminatedHint,
            TokenKind::QuotedIdentifier => SqlCode::UnterminatedIdentifier,
            TokenKind::DoubleQuoted => SqlCode::UnterminatedDoubleQuoted,
            TokenKind::Placeholder => SqlCode::UnterminatedPlaceholder,
            _ => SqlCode::UnterminatedString,
        };
        self.script.problems.push(SqlProblem::new(code, token.range.clone(), self.positions));
    }

    /// The first character that Flink's lexer does not take. A byte order mark is one only within the text.
    fn forbidden(&self, token: &Token) -> Option<char> {
        let text = token.text(self.text);
        let text = if token.range.start == 0 { text.trim_start_matches('\u{feff}') } else { text };
        text.chars().find(|character| !matches!(character, ' ' | '\t' | '\n' | '\r' | '\u{c}'))
    }
}
