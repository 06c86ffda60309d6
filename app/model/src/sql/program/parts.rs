//! What a job's script comes to.

use super::super::{StatementKind, statement_set::OPENING};
use crate::RuntimeMode;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ops::Range};

/// What is sent for a job: first the setup, then the steps one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// The script's own word on it, or else the job's.
    pub mode: RuntimeMode,
    /// What prepares the session, in the order of the script.
    pub setup: Vec<ProgramStatement>,
    /// What runs as Flink jobs; a streaming script has one.
    pub steps: Vec<ProgramStep>,
}

/// A statement that prepares the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramStatement {
    /// What is sent, jars still named as in the script: [`super::super::classify`] tells where they are.
    pub text: String,
    /// Where it stands in the script, in bytes.
    pub range: Range<usize>,
    /// What it is.
    pub kind: StatementKind,
    /// Whether it changes a catalog that outlives the session, and so must not be run again in another one.
    pub is_lasting: bool,
}

/// What becomes one Flink job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramStep {
    /// What prepares the session for this step; always empty for the first, whose is the program's.
    pub setup: Vec<ProgramStatement>,
    /// What is sent.
    pub text: String,
    /// The statements in the script that it is made of, in bytes: one that is sent alone, or each `INSERT` that became part of a set.
    pub ranges: Vec<Range<usize>>,
}

impl Program {
    /// The settings of the script that are in force when the first step is sent.
    ///
    /// `RESET` takes back what the script has set before it. To the SQL Gateway it goes further: it takes back what the session
    /// was opened with as well.
    pub fn settings(&self) -> BTreeMap<String, String> {
        self.settings_of(0)
    }

    /// The same when a step is sent, by its index: all that the script has set until then.
    pub fn settings_of(&self, step: usize) -> BTreeMap<String, String> {
        let mut settings = BTreeMap::new();
        for statement in self.before(step) {
            match &statement.kind {
                StatementKind::Set { key: Some(key), value: Some(value) } => {
                    settings.insert(key.clone(), value.clone());
                }
                StatementKind::Reset { key: Some(key) } => drop(settings.remove(key)),
                StatementKind::Reset { key: None } => settings.clear(),
                _ => {}
            }
        }
        settings
    }

    /// What is to be run in a new session before a step is sent, by its index, when the steps before it are done: all that
    /// stands before it in the script, but for what those left behind for good.
    pub fn setup_of(&self, step: usize) -> Vec<&ProgramStatement> {
        let own = match step {
            0 => &self.setup,
            step => &self.steps[step].setup,
        };
        let own_from = own.first().map_or(usize::MAX, |statement| statement.range.start);
        self.before(step).filter(|statement| !statement.is_lasting || statement.range.start >= own_from).collect()
    }

    /// All that stands before a step, apart from other steps.
    fn before(&self, step: usize) -> impl Iterator<Item = &ProgramStatement> {
        self.setup.iter().chain(self.steps.iter().take(step + 1).flat_map(|step| &step.setup))
    }
}

impl ProgramStep {
    /// The byte of the script from which a byte of the text came; none for what stands only in the text. In the words that open
    /// a set sent alone, which may be others than the script's, it is the byte at which the set begins.
    pub fn in_script(&self, offset: usize) -> Option<usize> {
        if let [range] = self.ranges.as_slice() {
            if self.text.starts_with(OPENING) && offset < OPENING.len() {
                return Some(range.start);
            }
            // Only the beginning of a statement is ever sent in another form.
            let from_end = self.text.len().checked_sub(offset)?;
            return range.end.checked_sub(from_end).filter(|place| range.contains(place));
        }
        let mut begin = super::step::FIRST_AT;
        for range in &self.ranges {
            if (begin..begin + range.len()).contains(&offset) {
                return Some(range.start + offset - begin);
            }
            begin += range.len() + super::step::BETWEEN.len();
        }
        None
    }
}
