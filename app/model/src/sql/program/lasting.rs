//! Which statements of a script change what outlives the session: a catalog that does not live in the session's memory.
//!
//! Each step of a batch script has a session of its own, in which what stands before it is run again; what lasts must not be.

use super::super::{Object, StatementKind, Token, TokenKind, lex};

/// The catalog that every session begins with; it lives in the session's memory.
const DEFAULT: &str = "default_catalog";
/// The type of a catalog that lives in the session's memory.
const IN_MEMORY: &str = "'generic_in_memory'";

/// The catalogs of a session, as far as a script tells of them.
#[derive(Debug)]
pub(super) struct Catalogs {
    current: String,
    in_memory: Vec<String>,
}

impl Catalogs {
    /// Those of a new session.
    pub(super) fn new() -> Self {
        Self { current: DEFAULT.into(), in_memory: vec![DEFAULT.into()] }
    }

    /// Whether a statement changes what outlives the session. What it does to the catalogs of the session is followed.
    pub(super) fn follow(&mut self, text: &str, kind: &StatementKind) -> bool {
        let tokens = lex(text);
        let head = Head { source: text, tokens: tokens.iter().filter(|token| !token.is_trivia()).collect() };
        match kind {
            StatementKind::UseCatalog => self.current = head.name().pop().unwrap_or_default(),
            StatementKind::UseDatabase => {
                if let [catalog, _] = head.name().as_slice() {
                    self.current.clone_from(catalog);
                }
            }
            StatementKind::CreateCatalog if head.has(IN_MEMORY) => self.in_memory.extend(head.name().pop()),
            StatementKind::Drop { object: Object::Catalog } => {
                let dropped = head.name().pop();
                self.in_memory.retain(|catalog| Some(catalog) != dropped.as_ref());
            }
            _ => {}
        }
        is_of_catalog(kind) && !head.is_temporary() && !self.in_memory.contains(&self.catalog_of(kind, &head))
    }

    /// The catalog of what a statement creates, changes or drops.
    fn catalog_of(&self, kind: &StatementKind, head: &Head<'_>) -> String {
        let is_database = matches!(
            kind,
            StatementKind::CreateDatabase
                | StatementKind::Alter { object: Object::Database }
                | StatementKind::Drop { object: Object::Database }
        );
        let whole = if is_database { 2 } else { 3 };
        let name = head.name();
        if name.len() == whole { name[0].clone() } else { self.current.clone() }
    }
}

/// Whether it is about something that a catalog has.
fn is_of_catalog(kind: &StatementKind) -> bool {
    let is_catalog = matches!(
        kind,
        StatementKind::CreateCatalog
            | StatementKind::Alter { object: Object::Catalog }
            | StatementKind::Drop { object: Object::Catalog }
    );
    kind.is_ddl() && !is_catalog
}

/// The significant tokens of a statement.
struct Head<'a> {
    source: &'a str,
    tokens: Vec<&'a Token>,
}

impl Head<'_> {
    fn is_word(&self, index: usize, word: &str) -> bool {
        self.tokens.get(index).is_some_and(|token| token.is_word(self.source, word))
    }

    /// `CREATE TEMPORARY …`, `CREATE OR REPLACE TEMPORARY …`, `DROP TEMPORARY …`.
    fn is_temporary(&self) -> bool {
        self.is_word(1, "TEMPORARY") || self.is_word(1, "OR") && self.is_word(3, "TEMPORARY")
    }

    /// Whether a literal stands anywhere in it, in any case.
    fn has(&self, literal: &str) -> bool {
        self.tokens.iter().any(|token| token.text(self.source).eq_ignore_ascii_case(literal))
    }

    /// The parts of the name that comes after the words of the statement.
    fn name(&self) -> Vec<String> {
        const BEFORE: [&str; 17] = [
            "CREATE",
            "ALTER",
            "DROP",
            "USE",
            "OR",
            "REPLACE",
            "TEMPORARY",
            "SYSTEM",
            "TABLE",
            "VIEW",
            "FUNCTION",
            "CATALOG",
            "DATABASE",
            "MODEL",
            "IF",
            "NOT",
            "EXISTS",
        ];
        let is_before = |token: &&&Token| BEFORE.iter().any(|word| token.is_word(self.source, word));
        let begins = self.tokens.iter().take_while(is_before).count();
        let mut parts = Vec::new();
        let mut rest = self.tokens[begins..].iter();
        while let Some(part) = rest.next().and_then(|token| self.part(token)) {
            parts.push(part);
            if !rest.next().is_some_and(|token| token.is_operator(self.source, ".")) {
                break;
            }
        }
        parts
    }

    fn part(&self, token: &Token) -> Option<String> {
        let text = token.text(self.source);
        match token.kind {
            TokenKind::Word => Some(text.to_owned()),
            TokenKind::QuotedIdentifier => Some(text.trim_matches('`').replace("``", "`")),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::split;

    /// The statements that last, of those with something to tell.
    fn lasting(script: &str) -> Vec<&str> {
        let mut catalogs = Catalogs::new();
        let split = split(script);
        let lasting = split.statements.iter().filter(|statement| {
            let text = &script[statement.range.clone()];
            catalogs.follow(text, &statement.kind)
        });
        lasting.map(|statement| &script[statement.range.clone()]).collect()
    }

    #[test]
    fn what_lives_in_the_sessions_memory_does_not_last() {
        for local in [
            "CREATE TABLE t (a INT) WITH ('connector'='print'); DROP TABLE t; CREATE DATABASE d; USE d",
            "SET 'a'='b'; ADD JAR 'x.jar'; LOAD MODULE m; USE CATALOG other",
            "CREATE CATALOG c WITH ('type'='jdbc'); USE CATALOG c; CREATE TEMPORARY VIEW v AS SELECT 1; DROP TEMPORARY VIEW v",
            "CREATE CATALOG c WITH ('type'='generic_in_memory'); USE CATALOG c; CREATE VIEW v AS SELECT 1",
            "USE c.d; CREATE TABLE default_catalog.d.t (a INT)",
            "USE c.d; CREATE TEMPORARY SYSTEM FUNCTION f AS 'x'; CREATE OR REPLACE TEMPORARY TABLE t (a INT)",
        ] {
            assert_eq!(lasting(local), Vec::<&str>::new(), "{local}");
        }
    }

    #[test]
    fn what_is_kept_by_another_catalog_lasts() {
        for (script, lasts) in [
            ("CREATE CATALOG c WITH ('type'='jdbc'); USE CATALOG c; CREATE TABLE t (a INT)", "CREATE TABLE t (a INT)"),
            ("USE CATALOG `c`; DROP TABLE IF EXISTS t", "DROP TABLE IF EXISTS t"),
            ("USE c.d; ALTER TABLE t RENAME TO u", "ALTER TABLE t RENAME TO u"),
            ("CREATE TABLE IF NOT EXISTS c.d.`t` (a INT)", "CREATE TABLE IF NOT EXISTS c.d.`t` (a INT)"),
            ("CREATE DATABASE c.d; CREATE DATABASE e", "CREATE DATABASE c.d"),
            ("CREATE CATALOG c WITH ('type'='generic_in_memory'); DROP CATALOG c; DROP VIEW c.d.v", "DROP VIEW c.d.v"),
        ] {
            assert_eq!(lasting(script), [lasts], "{script}");
        }
    }
}
