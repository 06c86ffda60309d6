//! Secrets that stand in a script where a variable should.

use super::{Statement, StatementKind, Token, TokenKind, lex, literal::text_literal, split};
use crate::variables::references;
use std::{fmt, ops::Range};

/// A literal that is given under a key whose values are secret.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretLiteral {
    /// The key as Flink would read it.
    pub key: String,
    /// The literal with its quotes, in bytes.
    pub range: Range<usize>,
    /// What it says.
    pub value: String,
}

impl fmt::Debug for SecretLiteral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretLiteral").field("key", &self.key).field("range", &self.range).finish_non_exhaustive()
    }
}

/// The secrets written out in a script: in `WITH (…)`, in hints, and in `SET`; in their order.
///
/// One that is nothing but a reference to a variable is none; nor is a login configuration that names one somewhere.
pub fn secret_literals(text: &str) -> Vec<SecretLiteral> {
    let tokens = lex(text);
    let mut found = Vec::new();
    pairs(text, &tokens, 0, &mut found);
    for statement in &split(text).statements {
        found.extend(bare_setting(text, statement));
    }
    for hint in tokens.iter().filter(|token| token.kind == TokenKind::Hint && token.terminated) {
        let inner = &text[hint.range.start + 3..hint.range.end - 2];
        pairs(inner, &lex(inner), hint.range.start + 3, &mut found);
    }
    found.sort_by_key(|literal| literal.range.start);
    found
}

/// Every `'key' = 'value'`.
fn pairs(source: &str, tokens: &[Token], offset: usize, found: &mut Vec<SecretLiteral>) {
    let significant: Vec<&Token> = tokens.iter().filter(|token| !token.is_trivia()).collect();
    for sign in (1..significant.len()).filter(|&index| significant[index].is_operator(source, "=")) {
        // From the first of the literals in a row, for they are one.
        let before = significant[..sign].iter().rev().take_while(|token| is_text(token)).count();
        let key = text_literal(source, &significant[sign - before..sign]);
        let value =
            key.and_then(|(key, taken)| (taken == before).then(|| (key, literal(source, &significant[sign + 1..]))));
        if let Some((key, Some((value, range)))) = value {
            found.extend(secret(key.trim(), value, offset + range.start..offset + range.end));
        }
    }
}

fn is_text(token: &Token) -> bool {
    matches!(token.kind, TokenKind::String | TokenKind::UnicodeString | TokenKind::CharsetString)
}

fn literal(source: &str, tokens: &[&Token]) -> Option<(String, Range<usize>)> {
    let (value, taken) = text_literal(source, tokens)?;
    Some((value, tokens[0].range.start..tokens[taken - 1].range.end))
}

/// `SET key = …`, whose key has no quotes; its value may have none either.
fn bare_setting(text: &str, statement: &Statement) -> Option<SecretLiteral> {
    let StatementKind::Set { key: Some(key), value: Some(value) } = &statement.kind else { return None };
    let source = &text[statement.range.clone()];
    let tokens = lex(source);
    let significant: Vec<&Token> = tokens.iter().filter(|token| !token.is_trivia()).collect();
    if is_text(significant.get(1)?) {
        return None;
    }
    let sign = significant.iter().position(|token| token.is_operator(source, "="))?;
    let start = significant.get(sign + 1)?.range.start;
    secret(key, value.clone(), statement.range.start + start..statement.range.end)
}

fn secret(key: &str, value: String, range: Range<usize>) -> Option<SecretLiteral> {
    let is_login = key.to_ascii_lowercase().ends_with("jaas.config");
    if value.is_empty() || !is_login && !is_secret_key(key) {
        return None;
    }
    let named = references(&value);
    let is_named = named.iter().any(|reference| is_login || reference.range == (0..value.len()));
    (!is_named).then(|| SecretLiteral { key: key.into(), range, value })
}

/// Whether the values of a key are secret, judged by its last word or its last two.
fn is_secret_key(key: &str) -> bool {
    const ONE: &[&str] = &[
        "password",
        "passwd",
        "pwd",
        "passphrase",
        "secret",
        "token",
        "credential",
        "credentials",
        "apikey",
        "accesskey",
        "secretkey",
        "privatekey",
        "accesskeyid",
        "accesskeysecret",
        "secretaccesskey",
    ];
    const TWO: &[&str] =
        &["access key", "secret key", "api key", "private key", "account key", "user info", "key id", "key secret"];
    let key = key.to_ascii_lowercase();
    let words: Vec<&str> = key.split(['.', '-', '_']).collect();
    let last = words.last().copied().unwrap_or_default();
    let last_two = words[words.len().saturating_sub(2)..].join(" ");
    ONE.contains(&last) || TWO.contains(&last_two.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, &str, String)> {
        let literals = secret_literals(text).into_iter();
        literals.map(|literal| (literal.key, &text[literal.range], literal.value)).collect()
    }

    #[test]
    fn a_secret_is_found_wherever_options_stand() {
        let text = "CREATE TABLE t (a INT) WITH ('url'='x', 'password' = 'it''s' /* c */, 'a.b'='c');\n\
            SET 's3.secret-key' = 'abc'; SET my.token = 'd e'; SET api-key = plain;\n\
            SELECT * FROM t /*+ OPTIONS('properties.sasl.jaas.config' = 'x password=\"y\";') */";
        let expected = [
            ("password", "'it''s'", "it's"),
            ("s3.secret-key", "'abc'", "abc"),
            ("my.token", "'d e'", "d e"),
            ("api-key", "plain", "plain"),
            ("properties.sasl.jaas.config", "'x password=\"y\";'", "x password=\"y\";"),
        ];
        assert_eq!(found(text), expected.map(|(key, range, value)| (key.into(), range, value.into())));
    }

    #[test]
    fn what_names_a_variable_or_says_nothing_is_no_secret() {
        for value in ["'${pw}'", "'${pw:}'", "''", "x", "NULL"] {
            assert_eq!(found(&format!("CREATE TABLE t WITH ('password' = {value})")), [], "{value}");
        }
        assert_eq!(found("SET 'x.sasl.jaas.config' = 'a password=\"${pw}\";'"), []);
        assert_eq!(found("SET 'password' = 'a${pw}'").len(), 1);
        assert_eq!(found("SELECT 'password', 'x' FROM t WHERE `password` = 'x' -- 'password' = 'x'"), []);
    }

    #[test]
    fn keys_are_known_by_their_last_words() {
        for key in
            ["Password", "a.passwd", "jdbc.client_secret", "fs.s3a.access.key", "fs.oss.accessKeySecret", "x.user-info"]
        {
            assert!(is_secret_key(key), "{key}");
        }
        for key in ["", "key", "topic", "password.encoder", "primary-key", "token-expiry", "secret-name", "tokens"] {
            assert!(!is_secret_key(key), "{key}");
        }
    }

    #[test]
    fn a_secret_is_not_shown_by_accident() {
        let literals = secret_literals("SET 'password' = 'hunter2'");
        assert!(!format!("{literals:?}").contains("hunter2"));
    }
}
