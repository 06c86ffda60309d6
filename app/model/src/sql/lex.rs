//! The lexer: text in, tokens out, nothing lost. It knows no statements.

use super::{Token, TokenKind};

/// Cuts the text into tokens; one after the other they are the text again. Never fails: what does not end is marked.
pub fn lex(text: &str) -> Vec<Token> {
    let mut lexer =
        Lexer { text, bytes: text.as_bytes(), at: 0, terminated: true, no_charset_before: 0, no_brace_before: 0 };
    // Written SQL has two to four bytes a token; what is not used of it costs nothing, but growing would.
    let mut tokens = Vec::with_capacity(text.len() / 2 + 1);
    while lexer.at < text.len() {
        let start = lexer.at;
        lexer.terminated = true;
        let kind = lexer.token();
        tokens.push(Token { kind, range: start..lexer.at, terminated: lexer.terminated });
    }
    tokens
}

/// All scanning is on bytes; `at` is always at the start of a character when a token begins or ends.
struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    terminated: bool,
    /// No name of a character set begins before here; looked for once, or a long run of such signs would take for ever.
    no_charset_before: usize,
    /// No `}` before here, for the same reason.
    no_brace_before: usize,
}

/// `*/` is one to Flink wherever it stands, so that no comment begins with its slash.
const TWO_SIGNS: [&[u8; 2]; 11] = [b"<=", b">=", b"<>", b"!=", b"||", b"=>", b"..", b"->", b"::", b":=", b"*/"];

impl Lexer<'_> {
    fn token(&mut self) -> TokenKind {
        match self.bytes[self.at] {
            0..=b' ' => self.whitespace(),
            b'-' if self.peek(1) == b'-' => self.line_comment(),
            b'/' if self.peek(1) == b'/' && !self.follows_colon() => self.line_comment(),
            b'/' if self.peek(1) == b'*' && self.peek(2) == b'+' => self.hint(),
            b'/' if self.peek(1) == b'*' => self.block_comment(),
            b'\'' => self.quoted(0, TokenKind::String),
            b'"' => self.quoted(0, TokenKind::DoubleQuoted),
            b'`' => self.quoted_identifier(),
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_ascii_digit() => self.number(),
            b'$' if self.peek(1) == b'{' => self.placeholder(),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$' => self.word_or_prefixed_string(),
            b';' => self.advance(1, TokenKind::Semicolon),
            b'?' => self.advance(1, TokenKind::Parameter),
            0x80.. => self.beyond_ascii(),
            _ => self.operator(),
        }
    }

    /// The byte so many places on; NUL beyond the end, which no caller looks for.
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn character(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn advance(&mut self, bytes: usize, kind: TokenKind) -> TokenKind {
        self.at += bytes;
        kind
    }

    /// In `SET key = http://host`, which Flink reads by a pattern, the two slashes belong to the value.
    fn follows_colon(&self) -> bool {
        self.at > 0 && self.bytes[self.at - 1] == b':'
    }

    fn whitespace(&mut self) -> TokenKind {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                0..=b' ' => self.at += 1,
                0x80.. => match self.character() {
                    Some(character) if is_blank(character) => self.at += character.len_utf8(),
                    _ => break,
                },
                _ => break,
            }
        }
        TokenKind::Whitespace
    }

    fn line_comment(&mut self) -> TokenKind {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        TokenKind::LineComment
    }

    fn block_comment(&mut self) -> TokenKind {
        // Flink takes one character after `/**` for granted: `/**/` is a whole comment, `/***/` only the start of one.
        let taken = if self.peek(2) == b'*' && self.peek(3) != b'/' { 4 } else { 2 };
        let from = (self.at + taken).min(self.bytes.len());
        match self.bytes[from..].windows(2).position(|pair| pair == b"*/") {
            Some(found) => self.at = from + found + 2,
            None => {
                self.at = self.bytes.len();
                self.terminated = false;
            }
        }
        TokenKind::BlockComment
    }

    /// A hint holds tokens, so that a `*/` in a string or a comment within does not end it.
    fn hint(&mut self) -> TokenKind {
        self.at += 3;
        while let Some(&byte) = self.bytes.get(self.at) {
            match (byte, self.peek(1)) {
                (b'*', b'/') => {
                    self.at += 2;
                    self.terminated = true;
                    return TokenKind::Hint;
                }
                (b'\'', _) => drop(self.quoted(0, TokenKind::String)),
                (b'`', _) => drop(self.quoted_identifier()),
                (b'-', b'-') | (b'/', b'/') => drop(self.line_comment()),
                (b'/', b'*') if self.peek(2) != b'+' => drop(self.block_comment()),
                _ => self.at += 1,
            }
        }
        self.terminated = false;
        TokenKind::Hint
    }

    /// Reads from the quote that follows `prefix` bytes to its partner; a doubled quote is part of the text.
    fn quoted(&mut self, prefix: usize, kind: TokenKind) -> TokenKind {
        self.at += prefix;
        let quote = self.bytes[self.at];
        self.at += 1;
        loop {
            match self.bytes[self.at..].iter().position(|&byte| byte == quote) {
                Some(found) if self.bytes.get(self.at + found + 1) == Some(&quote) => self.at += found + 2,
                Some(found) => {
                    self.at += found + 1;
                    return kind;
                }
                None => {
                    self.at = self.bytes.len();
                    self.terminated = false;
                    return kind;
                }
            }
        }
    }

    fn quoted_identifier(&mut self) -> TokenKind {
        self.at += 1;
        loop {
            let rest = &self.bytes[self.at..];
            let found = rest.iter().position(|byte| matches!(byte, b'`' | b'\n' | b'\r')).unwrap_or(rest.len());
            self.at += found;
            match (rest.get(found), rest.get(found + 1)) {
                (Some(b'`'), Some(b'`')) => self.at += 2,
                (Some(b'`'), _) => {
                    self.at += 1;
                    return TokenKind::QuotedIdentifier;
                }
                _ => {
                    self.terminated = false;
                    return TokenKind::QuotedIdentifier;
                }
            }
        }
    }

    fn number(&mut self) -> TokenKind {
        self.digits();
        if self.peek(0) == b'.' && self.peek(1).is_ascii_digit() {
            self.at += 1;
            self.digits();
        }
        let signed = usize::from(matches!(self.peek(1), b'+' | b'-'));
        if matches!(self.peek(0), b'e' | b'E') && self.peek(1 + signed).is_ascii_digit() {
            self.at += 1 + signed;
            self.digits();
        }
        TokenKind::Number
    }

    fn digits(&mut self) {
        while self.peek(0).is_ascii_digit() {
            self.at += 1;
        }
    }

    fn placeholder(&mut self) -> TokenKind {
        if self.at >= self.no_brace_before {
            let rest = &self.bytes[self.at..];
            let found = rest.iter().position(|byte| matches!(byte, b'}' | b'\n' | b'\r')).unwrap_or(rest.len());
            if rest.get(found) == Some(&b'}') {
                return self.advance(found + 1, TokenKind::Placeholder);
            }
            self.no_brace_before = self.at + found;
        }
        self.terminated = false;
        self.advance(2, TokenKind::Placeholder)
    }

    fn word_or_prefixed_string(&mut self) -> TokenKind {
        match (self.bytes[self.at], self.peek(1), self.peek(2)) {
            (b'x' | b'X', b'\'', _) => return self.quoted(1, TokenKind::BinaryString),
            (b'n' | b'N', b'\'', _) => return self.quoted(1, TokenKind::CharsetString),
            (b'u' | b'U', b'&', b'\'') => return self.quoted(2, TokenKind::UnicodeString),
            (b'_', ..) => {
                if let Some(prefix) = self.charset_prefix() {
                    return self.quoted(prefix, TokenKind::CharsetString);
                }
            }
            _ => {}
        }
        self.word()
    }

    /// The length of `_name` when a string follows it. Names may hold signs that would else be operators or comments.
    fn charset_prefix(&mut self) -> Option<usize> {
        if self.at < self.no_charset_before {
            return None;
        }
        let name = &self.bytes[self.at + 1..];
        let length = name
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'.' | b'-' | b'_'))
            .count();
        if name.get(length) != Some(&b'\'') {
            self.no_charset_before = self.at + 1 + length;
            return None;
        }
        name[0].is_ascii_alphanumeric().then_some(1 + length)
    }

    fn word(&mut self) -> TokenKind {
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'$' if self.peek(1) == b'{' => break,
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'$' => self.at += 1,
                0x80.. => match self.character() {
                    Some(character) if character.is_alphanumeric() => self.at += character.len_utf8(),
                    _ => break,
                },
                _ => break,
            }
        }
        TokenKind::Word
    }

    fn beyond_ascii(&mut self) -> TokenKind {
        match self.character() {
            Some(character) if is_blank(character) => self.whitespace(),
            Some(character) if character.is_alphanumeric() => self.word(),
            _ => self.unknown(),
        }
    }

    fn unknown(&mut self) -> TokenKind {
        while let Some(character) = self.character().filter(|&character| is_unknown(character)) {
            self.at += character.len_utf8();
        }
        TokenKind::Unknown
    }

    fn operator(&mut self) -> TokenKind {
        let two = [self.bytes[self.at], self.peek(1)];
        if TWO_SIGNS.contains(&&two) {
            return self.advance(2, TokenKind::Operator);
        }
        if is_unknown(char::from(two[0])) {
            return self.unknown();
        }
        self.advance(1, TokenKind::Operator)
    }
}

fn is_blank(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}

fn is_unknown(character: char) -> bool {
    match character {
        '#' | '\\' | '@' | '&' | '~' | '\u{7f}' => true,
        _ => !character.is_ascii() && !is_blank(character) && !character.is_alphanumeric(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TokenKind::*;

    fn kinds(text: &str) -> Vec<(TokenKind, &str)> {
        let tokens = lex(text);
        assert_eq!(tokens.iter().map(|token| token.text(text)).collect::<Vec<_>>().concat(), text);
        tokens.iter().filter(|token| token.kind != Whitespace).map(|token| (token.kind, token.text(text))).collect()
    }

    #[test]
    fn every_kind_of_token_is_known() {
        assert_eq!(
            kinds("SELECT `a``b`, 'it''s', \"x\" FROM 表 WHERE a<>1.5e-3 AND b=? -- end"),
            [
                (Word, "SELECT"),
                (QuotedIdentifier, "`a``b`"),
                (Operator, ","),
                (String, "'it''s'"),
                (Operator, ","),
                (DoubleQuoted, "\"x\""),
                (Word, "FROM"),
                (Word, "表"),
                (Word, "WHERE"),
                (Word, "a"),
                (Operator, "<>"),
                (Number, "1.5e-3"),
                (Word, "AND"),
                (Word, "b"),
                (Operator, "="),
                (Parameter, "?"),
                (LineComment, "-- end"),
            ]
        );
    }

    #[test]
    fn prefixes_belong_to_their_string_only_when_they_touch_it() {
        assert_eq!(
            kinds("U&'\\0061' u 'a' X'0A' n'b' _utf8'c' _a--b'd' ax'e' _'f'"),
            [
                (UnicodeString, "U&'\\0061'"),
                (Word, "u"),
                (String, "'a'"),
                (BinaryString, "X'0A'"),
                (CharsetString, "n'b'"),
                (CharsetString, "_utf8'c'"),
                (CharsetString, "_a--b'd'"),
                (Word, "ax"),
                (String, "'e'"),
                (Word, "_"),
                (String, "'f'"),
            ]
        );
    }

    #[test]
    fn comments_end_where_flink_ends_them() {
        assert_eq!(kinds("/**/a"), [(BlockComment, "/**/"), (Word, "a")]);
        assert_eq!(kinds("/*/ 1 */a"), [(BlockComment, "/*/ 1 */"), (Word, "a")]);
        assert_eq!(kinds("/***/ x */a"), [(BlockComment, "/***/ x */"), (Word, "a")]);
        assert_eq!(kinds("/* a /* b */a"), [(BlockComment, "/* a /* b */"), (Word, "a")]);
        assert_eq!(kinds("//x\ra--\nb"), [(LineComment, "//x"), (Word, "a"), (LineComment, "--"), (Word, "b")]);
    }

    #[test]
    fn a_hint_ends_neither_in_a_string_nor_in_a_comment() {
        assert_eq!(kinds("/*+ O('*/') -- */\n/* */ */a"), [(Hint, "/*+ O('*/') -- */\n/* */ */"), (Word, "a")]);
    }

    #[test]
    fn an_address_that_is_a_value_is_no_comment() {
        assert_eq!(kinds("http://x;").last(), Some(&(Semicolon, ";")));
    }

    #[test]
    fn a_placeholder_is_one_token_and_ends_on_its_line() {
        assert_eq!(kinds("a${b;c}d"), [(Word, "a"), (Placeholder, "${b;c}"), (Word, "d")]);
        assert_eq!(kinds("${b\n}"), [(Placeholder, "${"), (Word, "b"), (Operator, "}")]);
    }

    #[test]
    fn what_does_not_end_is_marked() {
        for text in ["'a", "\"a", "`a", "/* a", "/***/", "/*+ a", "/*+ ' */", "U&'a", "X'a", "_u'a", "${a", "/**"] {
            let tokens = lex(text);
            assert!(!tokens[0].terminated, "{text}");
            assert!(lex(&text.repeat(3)).iter().map(|token| token.range.len()).sum::<usize>() == 3 * text.len());
        }
        assert!(lex("`a\nb").iter().skip(1).all(|token| token.terminated));
    }
}
