//! What a statement is, from its tokens. It does not check that Flink would take it.

use super::{
    Object, StatementKind, Token, TokenKind,
    literal::text_literal,
    setting::{Setting, setting},
};

/// How deep parentheses and `EXECUTE` are looked through before a query is assumed to be none.
const LOOK: usize = 64;

/// The kind of the statement these tokens are; they begin and end with a significant one.
pub(super) fn kind_of(source: &str, tokens: &[Token]) -> StatementKind {
    let significant = tokens.iter().filter(|token| !token.is_trivia());
    let mut head: Vec<&Token> = Vec::with_capacity(LOOK.min(tokens.len()));
    head.extend(significant.clone().take(LOOK));
    let words = Words { source, head: &head };
    match words.at(0).as_str() {
        "SELECT" | "WITH" | "VALUES" | "TABLE" => StatementKind::Select,
        "(" => words.parenthesised(),
        "INSERT" | "UPSERT" => StatementKind::Insert,
        "EXECUTE" => words.execute(),
        "STATEMENT" if words.at(1) == "SET" => StatementKind::StatementSet,
        "BEGIN" if words.at(1) == "STATEMENT" && words.at(2) == "SET" && head.len() > 3 => StatementKind::StatementSet,
        "BEGIN" => StatementKind::Begin,
        "END" => StatementKind::End,
        "COMPILE" if words.at(1) == "AND" => StatementKind::CompileAndExecutePlan,
        "COMPILE" => StatementKind::CompilePlan,
        "CREATE" => words.create(tokens),
        "REPLACE" if words.at(1) == "TABLE" => StatementKind::CreateTableAs,
        "ALTER" => StatementKind::Alter { object: words.object(1) },
        "DROP" => StatementKind::Drop { object: words.object(1) },
        "SHOW" if words.at(1) == "JOBS" => StatementKind::ShowJobs,
        "SHOW" => StatementKind::Show { what: words.shown() },
        "DESCRIBE" | "DESC" if words.at(1) == "JOB" => StatementKind::DescribeJob { id: words.literal(2) },
        "DESCRIBE" | "DESC" => StatementKind::Describe,
        "STOP" if words.at(1) == "JOB" => StatementKind::StopJob { id: words.literal(2) },
        "EXPLAIN" => StatementKind::Explain,
        "USE" => match words.at(1).as_str() {
            "CATALOG" => StatementKind::UseCatalog,
            "MODULES" => StatementKind::UseModules,
            _ => StatementKind::UseDatabase,
        },
        "SET" => {
            let (key, value) = read_setting(source, significant.skip(1));
            StatementKind::Set { key, value }
        }
        "RESET" => StatementKind::Reset { key: read_setting(source, significant.skip(1)).0 },
        "ADD" if words.at(1) == "JAR" => StatementKind::AddJar { path: words.literal(2) },
        "REMOVE" if words.at(1) == "JAR" => StatementKind::RemoveJar { path: words.literal(2) },
        "LOAD" => StatementKind::LoadModule,
        "UNLOAD" => StatementKind::UnloadModule,
        "CALL" => StatementKind::Call,
        "ANALYZE" => StatementKind::Analyze,
        "TRUNCATE" => StatementKind::Truncate,
        "UPDATE" => StatementKind::Update,
        "DELETE" => StatementKind::Delete,
        _ => StatementKind::Other,
    }
}

/// An unreadable key is shown as nothing was said about it, but it is never taken for a list of all settings.
fn read_setting<'a>(source: &str, tokens: impl Iterator<Item = &'a Token>) -> (Option<String>, Option<String>) {
    match setting(source, &tokens.collect::<Vec<_>>()) {
        Setting::Bare => (None, None),
        Setting::Key { key, value } => (Some(key), value),
        Setting::Unreadable => (Some(String::new()), None),
    }
}

/// The first significant tokens of a statement.
struct Words<'a> {
    source: &'a str,
    head: &'a [&'a Token],
}

impl Words<'_> {
    /// The word or operator at an index in upper case, or nothing.
    fn at(&self, index: usize) -> String {
        match self.head.get(index) {
            Some(token) if matches!(token.kind, TokenKind::Word | TokenKind::Operator) => {
                token.text(self.source).to_ascii_uppercase()
            }
            _ => String::new(),
        }
    }

    fn literal(&self, index: usize) -> Option<String> {
        text_literal(self.source, self.head.get(index..)?).map(|(value, _)| value)
    }

    fn parenthesised(&self) -> StatementKind {
        let inner = (1..self.head.len()).map(|index| self.at(index)).find(|word| word != "(");
        match inner.as_deref() {
            Some("SELECT" | "WITH" | "VALUES" | "TABLE") => StatementKind::Select,
            _ if self.head.len() == LOOK => StatementKind::Select,
            _ => StatementKind::Other,
        }
    }

    fn execute(&self) -> StatementKind {
        match self.at(1).as_str() {
            "STATEMENT" if self.at(2) == "SET" => StatementKind::StatementSet,
            "PLAN" => StatementKind::ExecutePlan,
            "INSERT" | "UPSERT" => StatementKind::Insert,
            "SELECT" | "WITH" | "VALUES" | "TABLE" | "(" => StatementKind::Select,
            _ => StatementKind::Other,
        }
    }

    fn create(&self, tokens: &[Token]) -> StatementKind {
        let mut index = 1;
        if self.at(1) == "OR" {
            index = 3;
        }
        let temporary = self.at(index) == "TEMPORARY";
        index += usize::from(temporary);
        index += usize::from(temporary && self.at(index) == "SYSTEM");
        match self.at(index).as_str() {
            "TABLE" if has_outer_as(self.source, tokens) => StatementKind::CreateTableAs,
            "TABLE" => StatementKind::CreateTable { temporary },
            "VIEW" => StatementKind::CreateView { temporary },
            "FUNCTION" => StatementKind::CreateFunction { temporary },
            "CATALOG" => StatementKind::CreateCatalog,
            "DATABASE" => StatementKind::CreateDatabase,
            "MODEL" => StatementKind::CreateModel { temporary },
            "MATERIALIZED" => StatementKind::CreateMaterializedTable,
            _ => StatementKind::CreateOther,
        }
    }

    fn object(&self, index: usize) -> Object {
        match self.at(index).as_str() {
            "TEMPORARY" | "SYSTEM" if index < 3 => self.object(index + 1),
            "TABLE" => Object::Table,
            "MATERIALIZED" => Object::MaterializedTable,
            "VIEW" => Object::View,
            "FUNCTION" => Object::Function,
            "CATALOG" => Object::Catalog,
            "DATABASE" => Object::Database,
            "MODEL" => Object::Model,
            _ => Object::Other,
        }
    }

    /// `CREATE TABLE`, `CURRENT CATALOG`, `FULL MODULES`: a word that says more than the first goes with it.
    fn shown(&self) -> String {
        match self.at(1).as_str() {
            "CREATE" if self.at(2) == "MATERIALIZED" => "CREATE MATERIALIZED TABLE".to_owned(),
            first @ ("CREATE" | "CURRENT" | "FULL" | "USER" | "MATERIALIZED") => format!("{first} {}", self.at(2)),
            first => first.to_owned(),
        }
    }
}

/// Whether an `AS` stands outside all parentheses, which in `CREATE TABLE` only begins a query.
fn has_outer_as(source: &str, tokens: &[Token]) -> bool {
    let mut depth = 0_usize;
    tokens.iter().any(|token| {
        if token.kind == TokenKind::Operator {
            match token.text(source) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        depth == 0 && token.is_word(source, "AS")
    })
}
