//! What a cluster says, without what must not be read.

use crate::shared::Shared;
use engine::rest::{Checkpoint, Checkpoints, ExceptionEntry, JobExceptions};
use model::{ProjectId, variables::mask};
use std::fmt;
use store::VariableValue;

/// Longer texts are cut.
const MOST: usize = 60_000;

/// Of a secret that a text ends within, so many characters may be left.
const LEAST: usize = 4;

/// The secret values of a project.
pub(super) struct Masking(Vec<String>);

impl fmt::Debug for Masking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Masking of {} values", self.0.len())
    }
}

impl From<&[VariableValue]> for Masking {
    fn from(variables: &[VariableValue]) -> Self {
        let secrets = variables.iter().filter(|variable| variable.is_secret);
        Self(secrets.map(|variable| variable.value.clone()).collect())
    }
}

impl Masking {
    /// Those that a project has now. What a secret was before is not known to anybody.
    pub(super) async fn of(shared: &Shared, project: ProjectId) -> store::Result<Self> {
        Ok(Self::from(shared.store.variable_values(&shared.scope, project).await?.as_slice()))
    }

    /// A text without secrets, nor the beginning of one at its end: Flink and we cut long texts.
    pub(super) fn text(&self, text: &str) -> String {
        self.whole(text).chars().take(MOST).collect()
    }

    /// A part of a log, however long: it may begin within a secret of several lines, too.
    pub(super) fn log(&self, text: &str) -> String {
        let masked = self.whole(text);
        let rest = self.0.iter().filter_map(|secret| end_at_beginning(&masked, secret)).max();
        masked[rest.unwrap_or(0)..].to_owned()
    }

    fn whole(&self, text: &str) -> String {
        let secrets: Vec<&str> = self.0.iter().map(String::as_str).collect();
        let mut masked = mask(text, &secrets).into_owned();
        let cut = secrets.iter().filter_map(|secret| beginning_at_end(&masked, secret)).min();
        masked.truncate(cut.unwrap_or(masked.len()));
        masked
    }

    fn maybe(&self, text: &mut Option<String>) {
        if let Some(text) = text {
            *text = self.text(text);
        }
    }

    /// Failures, with all that they say.
    pub(super) fn exceptions(&self, mut exceptions: JobExceptions) -> JobExceptions {
        for entry in &mut exceptions.history {
            self.exception(entry);
            entry.concurrent.iter_mut().for_each(|entry| self.exception(entry));
        }
        exceptions
    }

    fn exception(&self, entry: &mut ExceptionEntry) {
        entry.name = self.text(&entry.name);
        entry.stacktrace = self.text(&entry.stacktrace);
        for text in [&mut entry.task_name, &mut entry.endpoint, &mut entry.task_manager_id] {
            self.maybe(text);
        }
        let labels = std::mem::take(&mut entry.labels);
        entry.labels = labels.into_iter().map(|(name, value)| (self.text(&name), self.text(&value))).collect();
    }

    /// Checkpoints, with where they lie and why they failed.
    pub(super) fn checkpoints(&self, mut checkpoints: Checkpoints) -> Checkpoints {
        let latest = &mut checkpoints.latest;
        let last = [&mut latest.completed, &mut latest.savepoint, &mut latest.failed];
        for checkpoint in last.into_iter().flatten().chain(&mut checkpoints.history) {
            self.checkpoint(checkpoint);
        }
        if let Some(restored) = &mut checkpoints.latest.restored {
            self.maybe(&mut restored.external_path);
        }
        checkpoints
    }

    fn checkpoint(&self, checkpoint: &mut Checkpoint) {
        self.maybe(&mut checkpoint.external_path);
        self.maybe(&mut checkpoint.failure_message);
    }
}

/// Where a secret begins that the text ends within.
fn beginning_at_end(text: &str, secret: &str) -> Option<usize> {
    let ends = secret.char_indices().skip(LEAST).map(|(at, _)| at);
    let longest = ends.filter(|end| text.ends_with(&secret[..*end])).max()?;
    Some(text.len() - longest)
}

/// Where a secret ends that the text begins within.
fn end_at_beginning(text: &str, secret: &str) -> Option<usize> {
    let starts = secret.char_indices().skip(1).map(|(at, _)| at);
    let rests = starts.map(|start| &secret[start..]).filter(|rest| rest.chars().count() >= LEAST);
    rests.filter(|rest| text.starts_with(rest)).map(str::len).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::rest::LatestCheckpoints;

    fn masking() -> Masking {
        Masking(vec!["hunter2-and-more".into(), "swordfish".into()])
    }

    #[test]
    fn a_secret_that_a_text_ends_within_is_left_out_too() {
        let masking = masking();
        assert_eq!(masking.text("a swordfish b"), "a •••• b");
        assert_eq!(masking.text("password=hunter2-an"), "password=");
        assert_eq!(masking.text("a hunt"), "a ");
        assert_eq!(masking.text("a hun"), "a hun");
        assert_eq!(masking.text(&"密".repeat(MOST + 1)).chars().count(), MOST);
    }

    #[test]
    fn a_log_may_begin_within_a_secret_and_is_as_long_as_it_is() {
        let masking = Masking(vec!["first line\nsecond line".into()]);
        assert_eq!(masking.log("second line and more\nfirst line\nsecond line."), " and more\n••••.");
        assert_eq!(masking.log("ine\n"), "ine\n");
        assert_eq!(masking.log(&"a".repeat(MOST + 1)).len(), MOST + 1);
    }

    #[test]
    fn nothing_that_an_exception_says_holds_a_secret() {
        let text = || "of swordfish".to_owned();
        let entry = || ExceptionEntry {
            name: text(),
            stacktrace: text(),
            task_name: Some(text()),
            endpoint: Some(text()),
            task_manager_id: Some(text()),
            labels: [(text(), text())].into(),
            ..ExceptionEntry::default()
        };
        let history = vec![ExceptionEntry { concurrent: vec![entry()], ..entry() }];
        let masked = masking().exceptions(JobExceptions { history, truncated: true });
        assert!(!format!("{masked:?}").contains("swordfish"), "{masked:?}");
        assert!(masked.truncated && masked.history[0].concurrent[0].stacktrace == "of ••••");
    }

    #[test]
    fn nothing_that_a_checkpoint_says_holds_a_secret() {
        let text = || Some("s3://swordfish".to_owned());
        let one = || Checkpoint { external_path: text(), failure_message: text(), ..Checkpoint::default() };
        let restored = engine::rest::RestoredCheckpoint {
            id: 1,
            restore_timestamp: None,
            is_savepoint: true,
            external_path: text(),
        };
        let latest = LatestCheckpoints {
            completed: Some(one()),
            savepoint: Some(one()),
            failed: Some(one()),
            restored: Some(restored),
        };
        let masked = masking().checkpoints(Checkpoints { latest, history: vec![one()], ..Checkpoints::default() });
        assert!(!format!("{masked:?}").contains("swordfish"), "{masked:?}");
    }
}
