//! What the lexer makes of the text.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Blanks of any kind, line ends, a byte order mark, and control characters (Flink trims those at both ends).
    Whitespace,
    /// `-- …` or `// …`, without its line end.
    LineComment,
    /// `/* … */`; they do not nest.
    BlockComment,
    /// `/*+ … */`.
    Hint,
    /// `'…'`, in which `''` is one quote.
    String,
    /// `` `…` ``, in which two back-ticks are one; ends at the end of the line at the latest.
    QuotedIdentifier,
    /// `"…"`: kept together, though Flink's default dialect knows no such thing.
    DoubleQuoted,
    /// `U&'…'`.
    UnicodeString,
    /// `X'…'`.
    BinaryString,
    /// `_charset'…'` or `N'…'`.
    CharsetString,
    /// `1`, `.5`, `1.5e-3`.
    Number,
    /// A keyword or a name without quotes.
    Word,
    /// `${…}`, to be replaced before the statement is sent.
    Placeholder,
    /// `?`.
    Parameter,
    /// `;`.
    Semicolon,
    /// Any other sign Flink knows, of one or two characters.
    Operator,
    /// Characters that mean nothing in Flink SQL.
    Unknown,
}

/// One piece of the text; the pieces one after the other are the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it is, in bytes.
    pub range: Range<usize>,
    /// False when the text, or for an identifier the line, ended before the token did.
    pub terminated: bool,
}

impl Token {
    /// Blanks and comments: what may stand between any two tokens.
    pub fn is_trivia(&self) -> bool {
        matches!(self.kind, TokenKind::Whitespace | TokenKind::LineComment | TokenKind::BlockComment)
    }

    /// The text of the token.
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        &source[self.range.clone()]
    }

    /// Whether it is this word without quotes, in any case.
    pub fn is_word(&self, source: &str, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text(source).eq_ignore_ascii_case(word)
    }

    /// Whether it is this operator.
    pub fn is_operator(&self, source: &str, operator: &str) -> bool {
        self.kind == TokenKind::Operator && self.text(source) == operator
    }
}
