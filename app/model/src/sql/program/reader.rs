//! Reads a script as a job's.

use super::{
    super::{Object, Positions, SqlCode, SqlProblem, Statement, StatementKind, Verdict, classify, split},
    Program, ProgramStatement, ProgramStep,
    lasting::Catalogs,
    step,
};
use crate::RuntimeMode;

/// More problems than anybody reads.
const MOST_PROBLEMS: usize = 1000;

const MODE: &str = "execution.runtime-mode";

/// What a job of this script consists of, in a mode that the script itself may overrule.
///
/// Streaming: all `INSERT`s become one Flink job, and nothing that changes the session may stand between or after them. Batch: each
/// `INSERT` or statement set is a step of its own, with what stands before it.
///
/// # Errors
/// Everything in the script that does not end, may not be sent, or has no place in a job.
pub fn program(text: &str, mode: RuntimeMode) -> Result<Program, Vec<SqlProblem>> {
    let script = split(text);
    if !script.problems.is_empty() {
        return Err(script.problems);
    }
    let positions = Positions::new(text);
    let mut reader = Reader {
        text,
        positions: &positions,
        mode,
        set: None,
        inserts: Vec::new(),
        read: Vec::new(),
        catalogs: Catalogs::new(),
        problems: Vec::new(),
    };
    for statement in &script.statements {
        reader.statement(statement);
    }
    reader.finish()
}

struct Reader<'a> {
    text: &'a str,
    positions: &'a Positions<'a>,
    /// The job's.
    mode: RuntimeMode,
    /// The script's.
    set: Option<RuntimeMode>,
    /// With what stands before each since the one before.
    inserts: Vec<(Vec<ProgramStatement>, &'a Statement)>,
    /// What stands before the next.
    read: Vec<ProgramStatement>,
    catalogs: Catalogs,
    problems: Vec<SqlProblem>,
}

impl<'a> Reader<'a> {
    fn statement(&mut self, statement: &'a Statement) {
        match refusal(&statement.kind) {
            Some(code) => self.problem(code, statement),
            None => self.sent(statement),
        }
    }

    fn sent(&mut self, statement: &'a Statement) {
        if let Verdict::Refused(problem) = classify(&self.text[statement.range.clone()]) {
            self.problems.push(problem.within(self.positions, statement.range.start));
            return;
        }
        if matches!(statement.kind, StatementKind::Insert | StatementKind::StatementSet) {
            if step::inserts(self.text, statement).is_empty() {
                self.problem(SqlCode::NoInsert, statement);
            }
            self.inserts.push((std::mem::take(&mut self.read), statement));
            return;
        }
        if let Err(code) = self.runtime_mode(&statement.kind) {
            return self.problem(code, statement);
        }
        if !self.inserts.is_empty() && self.in_force() == RuntimeMode::Streaming {
            self.problem(SqlCode::ChangeAfterInsert, statement);
        }
        let text = self.text[statement.range.clone()].to_owned();
        let is_lasting = self.catalogs.follow(&text, &statement.kind);
        let (range, kind) = (statement.range.clone(), statement.kind.clone());
        self.read.push(ProgramStatement { text, range, kind, is_lasting });
    }

    /// Follows what is said about the mode; once something was to run in one there is no other.
    fn runtime_mode(&mut self, kind: &StatementKind) -> Result<(), SqlCode> {
        let before = self.in_force();
        let said = match kind {
            StatementKind::Set { key: Some(key), value: Some(value) } if key == MODE => {
                let mode = value.trim().to_ascii_lowercase().parse();
                Some(mode.map_err(|_| SqlCode::NotARuntimeMode { given: value.clone() })?)
            }
            StatementKind::Reset { key } if key.as_deref().is_none_or(|key| key == MODE) => None,
            _ => return Ok(()),
        };
        let differs = said.unwrap_or(self.mode) != before;
        let was_said = self.set.is_some() && said.is_some();
        if differs && (was_said || !self.inserts.is_empty()) {
            return Err(SqlCode::TwoRuntimeModes { first: before });
        }
        self.set = said;
        Ok(())
    }

    fn in_force(&self) -> RuntimeMode {
        self.set.unwrap_or(self.mode)
    }

    fn problem(&mut self, code: SqlCode, statement: &Statement) {
        self.problems.push(SqlProblem::new(code, statement.range.clone(), self.positions));
    }

    fn finish(mut self) -> Result<Program, Vec<SqlProblem>> {
        let mode = self.in_force();
        if self.inserts.is_empty() && self.problems.is_empty() {
            let problem = SqlProblem::new(SqlCode::NoInsert, 0..self.text.len(), self.positions);
            return Err(vec![problem]);
        }
        if mode == RuntimeMode::Batch && !self.inserts.is_empty() {
            for statement in &self.read {
                let code = SqlCode::ChangeAfterLastInsert;
                self.problems.push(SqlProblem::new(code, statement.range.clone(), self.positions));
            }
        }
        if !self.problems.is_empty() {
            self.problems.sort_by_key(|problem| problem.range.start);
            self.problems.truncate(MOST_PROBLEMS);
            return Err(self.problems);
        }
        let setup = self.inserts.first_mut().map(|(setup, _)| std::mem::take(setup)).unwrap_or_default();
        Ok(Program { mode, setup, steps: steps(self.text, mode, self.inserts) })
    }
}

fn steps(text: &str, mode: RuntimeMode, inserts: Vec<(Vec<ProgramStatement>, &Statement)>) -> Vec<ProgramStep> {
    match mode {
        RuntimeMode::Streaming => {
            let statements: Vec<&Statement> = inserts.into_iter().map(|(_, statement)| statement).collect();
            vec![step::together(text, &statements)]
        }
        RuntimeMode::Batch => {
            inserts.into_iter().map(|(setup, statement)| step::alone(text, statement, setup)).collect()
        }
    }
}

/// Why a kind of statement has no place in a job.
fn refusal(kind: &StatementKind) -> Option<SqlCode> {
    let of_materialized = matches!(
        kind,
        StatementKind::CreateMaterializedTable
            | StatementKind::Alter { object: Object::MaterializedTable }
            | StatementKind::Drop { object: Object::MaterializedTable }
    );
    match kind {
        StatementKind::Insert | StatementKind::StatementSet => None,
        StatementKind::CreateTableAs => Some(SqlCode::CreateTableAsInJob),
        // CALL may change much and show little, but a job has nobody to show it to.
        StatementKind::Call => Some(SqlCode::NotInJob { kind: Box::new(kind.clone()) }),
        _ if kind.returns_rows() => Some(SqlCode::RowsInJob { kind: Box::new(kind.clone()) }),
        StatementKind::Begin | StatementKind::End => Some(SqlCode::NotInJob { kind: Box::new(kind.clone()) }),
        _ if of_materialized || !kind.changes_session() => Some(SqlCode::NotInJob { kind: Box::new(kind.clone()) }),
        _ => None,
    }
}
