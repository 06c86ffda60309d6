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
        let mut settings = BTreeMap::new();
        for statement in &self.setup {
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
