//! What a text literal says: Flink's `''`, prefixes, Unicode escapes, and several literals in a row.

use super::{Token, TokenKind};

/// The text of the literal at the start of significant tokens, and how many of them it takes. None when they do not start with
/// a literal, or with one that is no text, or with one whose escapes are wrong.
pub(super) fn text_literal(source: &str, tokens: &[&Token]) -> Option<(String, usize)> {
    let first = tokens.first()?;
    let mut taken = 1;
    let mut value = body(source, first)?;
    while let Some(more) = tokens.get(taken).filter(|token| token.kind == TokenKind::String) {
        value.push_str(&body(source, more)?);
        taken += 1;
    }
    if first.kind == TokenKind::UnicodeString {
        let mut escape = '\\';
        if tokens.get(taken).is_some_and(|token| token.is_word(source, "UESCAPE")) {
            escape = body(source, tokens.get(taken + 1)?)?.chars().next()?;
            taken += 2;
        }
        value = unescape(&value, escape)?;
    }
    Some((value, taken))
}

/// The one plain `'…'` a token is.
pub(super) fn plain(source: &str, token: &Token) -> Option<String> {
    (token.kind == TokenKind::String).then(|| body(source, token)).flatten()
}

fn body(source: &str, token: &Token) -> Option<String> {
    let is_text = matches!(token.kind, TokenKind::String | TokenKind::UnicodeString | TokenKind::CharsetString);
    if !is_text || !token.terminated {
        return None;
    }
    let text = token.text(source);
    let open = text.find('\'')?;
    Some(text[open + 1..text.len() - 1].replace("''", "'"))
}

/// `\0061` and `\+000061` are characters, a doubled escape is itself.
fn unescape(text: &str, escape: char) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character != escape {
            out.push(character);
            continue;
        }
        if rest.as_str().starts_with(escape) {
            rest.next();
            out.push(escape);
            continue;
        }
        let digits = if rest.as_str().starts_with('+') { rest.next().map_or(4, |_| 6) } else { 4 };
        let number: String = rest.by_ref().take(digits).collect();
        if number.len() != digits || !number.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        out.push(char::from_u32(u32::from_str_radix(&number, 16).ok()?)?);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::super::lex;
    use super::*;

    fn read(source: &str) -> Option<String> {
        let tokens = lex(source);
        let significant: Vec<&Token> = tokens.iter().filter(|token| !token.is_trivia()).collect();
        text_literal(source, &significant).map(|(value, _)| value)
    }

    #[test]
    fn every_way_to_write_a_text_is_read() {
        for (source, value) in [
            ("'a''b'", "a'b"),
            ("_utf8'a'", "a"),
            ("N'a'", "a"),
            ("'a' /* x */\n'b' 'c'", "abc"),
            (r"U&'\0072est\002e\+00006e'", "rest.n"),
            (r"U&'a\\b'", r"a\b"),
            ("U&'!0061' UESCAPE '!'", "a"),
        ] {
            assert_eq!(read(source).as_deref(), Some(value), "{source}");
        }
        for source in ["", "a", "X'61'", "'a", r"U&'\00'", r"U&'\d800'", "\"a\"", "`a`", "U&'a' UESCAPE"] {
            assert_eq!(read(source), None, "{source}");
        }
    }
}
