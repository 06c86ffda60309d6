//! The key and the value of `SET` and `RESET`, as Flink reads them.

use super::{Token, TokenKind, literal::text_literal};

/// What stands after `SET` or `RESET`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// Nothing: all settings.
    Bare,
    /// A key.
    Key {
        /// Without quotes and blanks.
        key: String,
        /// Without quotes; none for `RESET`.
        value: Option<String>,
    },
    /// Something that is no plain text: better refused than guessed.
    Unreadable,
}

/// Reads the significant tokens after the first word.
///
/// Flink has two grammars: `SET 'key' = 'value'` of its parser, and before it a pattern for `SET key = value` without quotes, in
/// which the key is what stands before the sign and the value may be any run of characters.
pub(super) fn setting(source: &str, tokens: &[&Token]) -> Setting {
    let Some(first) = tokens.first() else {
        return Setting::Bare;
    };
    let (key, after) = match first.kind {
        TokenKind::Word | TokenKind::Operator | TokenKind::Number => bare_key(source, tokens),
        _ => match text_literal(source, tokens) {
            Some(read) => read,
            None => return Setting::Unreadable,
        },
    };
    let key = key.trim_matches(|character: char| character.is_whitespace() || character.is_control()).to_owned();
    let value = match tokens.get(after) {
        Some(sign) if sign.is_operator(source, "=") => value(source, &tokens[after + 1..]),
        _ => None,
    };
    Setting::Key { key, value }
}

/// All that stands before the sign, blanks and comments left out.
fn bare_key(source: &str, tokens: &[&Token]) -> (String, usize) {
    let end = tokens.iter().position(|token| token.is_operator(source, "=")).unwrap_or(tokens.len());
    (tokens[..end].iter().map(|token| token.text(source)).collect(), end)
}

fn value(source: &str, tokens: &[&Token]) -> Option<String> {
    match text_literal(source, tokens) {
        Some((value, _)) => Some(value),
        None => {
            let (first, last) = (tokens.first()?, tokens.last()?);
            Some(source[first.range.start..last.range.end].to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lex;
    use super::*;

    fn read(source: &str) -> Setting {
        let tokens = lex(source);
        let significant: Vec<&Token> = tokens.iter().filter(|token| !token.is_trivia()).collect();
        setting(source, &significant)
    }

    fn pair(key: &str, value: &str) -> Setting {
        Setting::Key { key: key.into(), value: Some(value.into()) }
    }

    #[test]
    fn both_grammars_and_every_disguise_are_read() {
        assert_eq!(read(" -- nothing"), Setting::Bare);
        assert_eq!(read("'a.b' = 'c'"), pair("a.b", "c"));
        assert_eq!(read("/**/ ' a.b\t' /**/ = 'c'"), pair("a.b", "c"));
        assert_eq!(read(r"U&'\0061.b' = 'c'"), pair("a.b", "c"));
        assert_eq!(read("'a.' 'b' = 'c'"), pair("a.b", "c"));
        assert_eq!(read("a.b-c = 3s"), pair("a.b-c", "3s"));
        assert_eq!(read("a.b=http://x:1/y"), pair("a.b", "http://x:1/y"));
        assert_eq!(read("a . b = 'c d'"), pair("a.b", "c d"));
        assert_eq!(read("$internal.x = y"), pair("$internal.x", "y"));
        assert_eq!(read("a.b"), Setting::Key { key: "a.b".into(), value: None });
        for source in ["X'61' = 'c'", "`a` = 'c'", "\"a\" = 'c'", "${a} = 'c'", r"U&'\zz' = 'c'", "'a"] {
            assert_eq!(read(source), Setting::Unreadable, "{source}");
        }
    }
}
