//! Whether a statement may be sent, judged by its text alone.
//!
//! Options in `WITH` and in hints, catalogs and plan files are not judged here: what they can reach is bounded by the confinement of
//! the engine's processes.

use super::{
    Object, Positions, SqlCode, SqlProblem, Statement, StatementKind, Token, TokenKind,
    kind_of::kind_of,
    lex,
    literal::plain,
    refusing_rule,
    setting::{Setting, setting},
    split,
    statement_set::inner_statements,
};
use serde::{Deserialize, Serialize};
use std::{fmt, ops::Range, str::FromStr};

/// A Flink job's id: 32 hexadecimal digits in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JobId(String);

/// What is decided about a statement before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be sent as it is.
    Allowed,
    /// It may not; the place is in the text that was judged.
    Refused(SqlProblem),
    /// It may be sent when the caller has seen to something.
    Needs(Needs),
}

/// What the caller must see to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Each is a file of the project; its name is to be replaced by where the engine finds it.
    ProjectFiles(Vec<ProjectFileUse>),
    /// The permission to see or stop jobs, and that the job, if one is named, is the project's; without one the answer holds all
    /// the cluster's jobs and must be filtered.
    JobControl {
        /// The job that is named.
        job: Option<JobId>,
    },
}

/// A jar in a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectFileUse {
    /// The bare name of the file.
    pub name: String,
    /// The literal with its quotes, in bytes of the text that was judged.
    pub range: Range<usize>,
}

/// Judges one statement, as [`super::split`] gives it, after placeholders were replaced. The kind is read from the text again, so
/// that a verdict can never be about another statement.
pub fn classify(text: &str) -> Verdict {
    let positions = Positions::new(text);
    let refused = |code, range| Verdict::Refused(SqlProblem::new(code, range, &positions));
    let script = split(text);
    let [statement] = script.statements.as_slice() else {
        return refused(SqlCode::NotOneStatement { count: script.statements.len() }, 0..text.len());
    };
    // Flink would read on where we have stopped, so there is nothing to judge.
    let unended = |problem: &&SqlProblem| !matches!(problem.code, SqlCode::ForbiddenCharacter { .. });
    if let Some(problem) = script.problems.iter().find(unended) {
        return Verdict::Refused(problem.clone());
    }
    let tokens = lex(text);
    let judge = Judge { text, tokens: &tokens };
    match judge.statement(statement) {
        Ok(verdict) => verdict,
        Err((code, range)) => refused(code, range),
    }
}

type Refusal = (SqlCode, Range<usize>);

struct Judge<'a> {
    text: &'a str,
    tokens: &'a [Token],
}

impl Judge<'_> {
    fn statement(&self, statement: &Statement) -> Result<Verdict, Refusal> {
        if let Some(left) = self.tokens.iter().find(|token| token.kind == TokenKind::Placeholder) {
            let name = left.text(self.text).trim_start_matches("${").trim_end_matches('}').to_owned();
            return Err((SqlCode::PlaceholderLeft { name }, left.range.clone()));
        }
        self.statement_set()?;
        let significant: Vec<&Token> = self.tokens.iter().filter(|token| self.counts(token)).collect();
        let id = |given: &Option<String>| self.job(given, statement);
        match &statement.kind {
            StatementKind::Set { .. } | StatementKind::Reset { .. } => {
                let rest: Vec<&Token> = significant.into_iter().skip(1).collect();
                self.setting(&rest, statement.range.clone())
            }
            StatementKind::AddJar { .. } | StatementKind::RemoveJar { .. } => self.jars(&significant[1..]),
            StatementKind::CreateFunction { .. } | StatementKind::CreateOther => self.function(&significant),
            StatementKind::Alter { object: Object::Function } => self.function(&significant),
            StatementKind::ShowJobs => Ok(Verdict::Needs(Needs::JobControl { job: None })),
            StatementKind::DescribeJob { id: given } | StatementKind::StopJob { id: given } => {
                Ok(Verdict::Needs(Needs::JobControl { job: Some(id(given)?) }))
            }
            _ => Ok(Verdict::Allowed),
        }
    }

    fn counts(&self, token: &Token) -> bool {
        !token.is_trivia() && token.kind != TokenKind::Semicolon
    }

    /// Flink takes nothing but `INSERT` in a set; what else is in one could only be meant to slip past.
    fn statement_set(&self) -> Result<(), Refusal> {
        for inner in inner_statements(self.text, self.tokens) {
            let kind = kind_of(self.text, inner);
            if kind != StatementKind::Insert {
                let range =
                    inner.first().map_or(0, |token| token.range.start)..inner.last().map_or(0, |token| token.range.end);
                return Err((SqlCode::NotAnInsertInStatementSet { kind: Box::new(kind) }, range));
            }
        }
        Ok(())
    }

    fn setting(&self, rest: &[&Token], whole: Range<usize>) -> Result<Verdict, Refusal> {
        let range = rest.first().map_or(whole, |token| token.range.clone());
        match setting(self.text, rest) {
            Setting::Bare => Ok(Verdict::Allowed),
            Setting::Unreadable => Err((SqlCode::SettingUnreadable, range)),
            Setting::Key { key, value } => {
                if let Some(rule) = refusing_rule(&key) {
                    return Err((SqlCode::SettingRefused { key, rule: rule.to_owned() }, range));
                }
                // In Hive's dialect nothing that was read here would hold.
                let dialect = value.filter(|_| key.eq_ignore_ascii_case("table.sql-dialect"));
                match dialect.filter(|dialect| !dialect.trim().eq_ignore_ascii_case("default")) {
                    Some(dialect) => Err((SqlCode::DialectRefused { dialect }, range)),
                    None => Ok(Verdict::Allowed),
                }
            }
        }
    }

    /// `… USING JAR 'a', JAR 'b'`.
    fn function(&self, significant: &[&Token]) -> Result<Verdict, Refusal> {
        match significant.iter().position(|token| token.is_word(self.text, "USING")) {
            Some(using) => self.jars(&significant[using + 1..]),
            None => Ok(Verdict::Allowed),
        }
    }

    /// `JAR 'a', JAR 'b'` and nothing else.
    fn jars(&self, tokens: &[&Token]) -> Result<Verdict, Refusal> {
        let mut files = Vec::new();
        for part in tokens.split(|token| token.is_operator(self.text, ",")) {
            let place = part.first().or(tokens.first()).map_or(0..self.text.len(), |token| token.range.clone());
            let [word, literal] = part else {
                return Err((SqlCode::JarUnreadable, place));
            };
            let path = plain(self.text, literal).filter(|_| word.is_word(self.text, "JAR"));
            let Some(name) = path else {
                return Err((SqlCode::JarUnreadable, place));
            };
            if !is_bare_file_name(&name) {
                return Err((SqlCode::JarNotAProjectFile { path: name }, literal.range.clone()));
            }
            files.push(ProjectFileUse { name, range: literal.range.clone() });
        }
        Ok(Verdict::Needs(Needs::ProjectFiles(files)))
    }

    fn job(&self, given: &Option<String>, statement: &Statement) -> Result<JobId, Refusal> {
        let given = given.as_deref().unwrap_or_default();
        given.parse().map_err(|()| (SqlCode::NotAJobId { given: given.to_owned() }, statement.range.clone()))
    }
}

/// No folder, no address, no way up, nothing that cannot be seen.
fn is_bare_file_name(name: &str) -> bool {
    let hidden = |character: char| matches!(character, '/' | '\\' | ':' | '%' | '\'' | '"') || character.is_control();
    !name.is_empty() && !name.starts_with('.') && name.trim() == name && !name.contains("..") && !name.contains(hidden)
}

impl JobId {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for JobId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let is_id = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_id.then(|| Self(text.to_ascii_lowercase())).ok_or(())
    }
}

impl TryFrom<String> for JobId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map_err(|()| "not 32 hexadecimal digits")
    }
}

impl From<JobId> for String {
    fn from(id: JobId) -> Self {
        id.0
    }
}
