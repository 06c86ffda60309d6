//! Where a statement set begins and ends, told token by token. It knows no ranges.

use super::{Token, TokenKind};

/// How far a statement is in, or from, a statement set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing significant was seen yet.
    Fresh,
    /// It began with a word that may lead to a set; so many of `STATEMENT SET BEGIN` were seen in a row.
    Opener(usize),
    /// It began with `BEGIN`; so many of `STATEMENT SET` followed.
    Begin(usize),
    /// It can hold no set, or its set is over.
    Plain,
    /// In a set.
    Open,
}

/// Watches the significant tokens of one statement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    state: State,
    /// `CASE`s that wait for their `END`, in the current inner statement.
    cases: usize,
    /// At the beginning of an inner statement.
    fresh: bool,
}

impl Block {
    pub(super) fn new() -> Self {
        Self { state: State::Fresh, cases: 0, fresh: true }
    }

    /// Whether a `;` here does not end the statement.
    pub(super) fn is_open(self) -> bool {
        self.state == State::Open
    }

    /// Tells a `;` within a set.
    pub(super) fn semicolon(&mut self) {
        self.cases = 0;
        self.fresh = true;
    }

    /// Tells any other significant token; `last` when nothing or a `;` follows. True when it is the `END` of the set.
    pub(super) fn token(&mut self, source: &str, token: &Token, last: impl FnOnce() -> bool) -> bool {
        let is = |word| token.is_word(source, word);
        self.state = match self.state {
            State::Plain => State::Plain,
            State::Fresh if is("BEGIN") => State::Begin(0),
            State::Fresh if is("STATEMENT") => State::Opener(1),
            State::Fresh if is("EXECUTE") || is("EXPLAIN") || is("COMPILE") => State::Opener(0),
            State::Fresh => State::Plain,
            State::Begin(0) if is("STATEMENT") => State::Begin(1),
            State::Begin(1) if is("SET") => State::Open,
            State::Begin(_) => State::Plain,
            State::Opener(1) if is("SET") => State::Opener(2),
            State::Opener(2) if is("BEGIN") => State::Open,
            State::Opener(_) => State::Opener(usize::from(is("STATEMENT"))),
            State::Open => return self.inner(source, token, last),
        };
        false
    }

    fn inner(&mut self, source: &str, token: &Token, last: impl FnOnce() -> bool) -> bool {
        let fresh = std::mem::replace(&mut self.fresh, false);
        if token.kind != TokenKind::Word {
            return false;
        }
        if token.is_word(source, "CASE") {
            self.cases += 1;
        } else if token.is_word(source, "END") {
            // Without the `;` before it, which Flink asks for, it is the set's only when nothing else could be meant.
            if fresh || self.cases == 0 && last() {
                self.state = State::Plain;
                return true;
            }
            self.cases = self.cases.saturating_sub(1);
        }
        false
    }
}
