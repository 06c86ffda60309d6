//! The settings of a job or a template as a form posts them, and how they are read.

use super::{
    Checkpoints, CheckpointsKind, JobSettings, RestartKind, RestartStrategy, RuntimeMode,
    configuration_text::configuration_text,
};
use crate::{Code, Problem, templates::TemplateSettings};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The fields of a form, as they were typed. A tick that is not posted is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobSettingsForm {
    /// Nothing for the template's, else the cluster's default.
    pub parallelism: String,
    /// A [`RuntimeMode`]; a template has none.
    pub mode: String,
    /// A [`CheckpointsKind`]; nothing for inherited ones. Only own ones are read.
    pub checkpoints: String,
    /// Nothing for no checkpoints.
    pub checkpoint_interval_seconds: String,
    /// A number; read only in streaming mode, as all that is about checkpoints.
    pub checkpoint_timeout_seconds: String,
    /// A number.
    pub checkpoints_retained: String,
    /// Whether the last checkpoint is kept when the job is cancelled.
    pub keep_on_cancel: bool,
    /// Whether checkpoints overtake the records in flight.
    pub unaligned: bool,
    /// A [`super::StateBackend`], or nothing for the template's, else the cluster's default.
    pub state_backend: String,
    /// A [`RestartKind`], or nothing for the template's, else the cluster's default.
    pub restart: String,
    /// A number, for a fixed delay.
    pub restart_attempts: String,
    /// A number, for a fixed delay or a failure rate.
    pub restart_delay_seconds: String,
    /// A number, for a failure rate.
    pub restart_failures: String,
    /// A number, for a failure rate.
    pub restart_interval_seconds: String,
    /// A line `key: value` or `key = value` each.
    pub configuration: String,
}

/// A week, in seconds.
const LONGEST: u32 = 7 * 24 * 60 * 60;

impl JobSettingsForm {
    /// Reads all fields of a job.
    ///
    /// # Errors
    /// Every problem, at the name of its field; one in `configuration` is a [`Code::InLine`].
    pub fn parse(&self) -> Result<JobSettings, Vec<Problem>> {
        let mut read = Reader::default();
        let mode = read.choice("mode", &self.mode).unwrap_or(RuntimeMode::Streaming);
        let TemplateSettings { parallelism, checkpoints, state_backend, restart, configuration } =
            self.settings(&mut read, mode);
        let settings = JobSettings { parallelism, mode, checkpoints, state_backend, restart, configuration };
        if read.problems.is_empty() { Ok(settings) } else { Err(read.problems) }
    }

    /// Reads all fields of a template, which says nothing of the mode.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_template(&self) -> Result<TemplateSettings, Vec<Problem>> {
        let mut read = Reader::default();
        let settings = self.settings(&mut read, RuntimeMode::Streaming);
        if read.problems.is_empty() { Ok(settings) } else { Err(read.problems) }
    }

    fn settings(&self, read: &mut Reader, mode: RuntimeMode) -> TemplateSettings {
        TemplateSettings {
            parallelism: read.optional("parallelism", &self.parallelism, 1..=32_768),
            checkpoints: match (mode, read.choice("checkpoints", &self.checkpoints)) {
                (RuntimeMode::Streaming, Some(CheckpointsKind::Own)) => Some(self.checkpoints(read)),
                _ => None,
            },
            state_backend: read.choice("state_backend", &self.state_backend),
            restart: self.restart(read),
            configuration: match configuration_text(&self.configuration) {
                Ok(configuration) => configuration,
                Err(codes) => {
                    read.problems.extend(codes.into_iter().map(|code| code.at("configuration")));
                    Default::default()
                }
            },
        }
    }

    fn checkpoints(&self, read: &mut Reader) -> Checkpoints {
        Checkpoints {
            interval_seconds: read.optional(
                "checkpoint_interval_seconds",
                &self.checkpoint_interval_seconds,
                1..=LONGEST,
            ),
            timeout_seconds: read.number("checkpoint_timeout_seconds", &self.checkpoint_timeout_seconds, 1..=LONGEST),
            retained: read.number("checkpoints_retained", &self.checkpoints_retained, 1..=1000),
            keep_on_cancel: self.keep_on_cancel,
            unaligned: self.unaligned,
        }
    }

    fn restart(&self, read: &mut Reader) -> RestartStrategy {
        let delay = |read: &mut Reader| read.number("restart_delay_seconds", &self.restart_delay_seconds, 0..=LONGEST);
        match read.choice("restart", &self.restart).unwrap_or(RestartKind::ClusterDefault) {
            RestartKind::ClusterDefault => RestartStrategy::ClusterDefault,
            RestartKind::None => RestartStrategy::None,
            RestartKind::ExponentialDelay => RestartStrategy::ExponentialDelay,
            RestartKind::FixedDelay => RestartStrategy::FixedDelay {
                attempts: read.number("restart_attempts", &self.restart_attempts, 1..=i32::MAX as u32),
                delay_seconds: delay(read),
            },
            RestartKind::FailureRate => RestartStrategy::FailureRate {
                failures: read.number("restart_failures", &self.restart_failures, 1..=i32::MAX as u32),
                interval_seconds: read.number("restart_interval_seconds", &self.restart_interval_seconds, 1..=LONGEST),
                delay_seconds: delay(read),
            },
        }
    }
}

/// Reads fields and keeps what is wrong with them. What is wrong reads as anything, for it is not used.
#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    fn optional(&mut self, field: &'static str, text: &str, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
        (!text.trim().is_empty()).then(|| self.number(field, text, range))
    }

    fn number(&mut self, field: &'static str, text: &str, range: std::ops::RangeInclusive<u32>) -> u32 {
        let text = text.trim();
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(number) = text.parse().ok().filter(|number| digits && range.contains(number)) {
            return number;
        }
        let wrong = Code::NotANumber { least: i64::from(*range.start()), most: i64::from(*range.end()) };
        self.problems.push(if text.is_empty() { Code::Required } else { wrong }.at(field));
        0
    }

    /// None when nothing was chosen.
    fn choice<T: FromStr>(&mut self, field: &'static str, text: &str) -> Option<T> {
        let text = text.trim();
        let chosen = (!text.is_empty()).then(|| text.parse())?;
        if chosen.is_err() {
            self.problems.push(Code::NotAChoice.at(field));
        }
        chosen.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::StateBackend;

    fn filled() -> JobSettingsForm {
        JobSettingsForm::from(&JobSettings::default())
    }

    #[test]
    fn the_default_form_reads_as_the_default_settings() {
        assert_eq!(filled().parse(), Ok(JobSettings::default()));
    }

    #[test]
    fn what_is_filled_in_is_read_again() {
        let restarts = [
            RestartStrategy::None,
            RestartStrategy::ExponentialDelay,
            RestartStrategy::FixedDelay { attempts: 3, delay_seconds: 0 },
            RestartStrategy::FailureRate { failures: 2, interval_seconds: 60, delay_seconds: 5 },
        ];
        for restart in restarts {
            let settings = JobSettings {
                parallelism: Some(8),
                state_backend: Some(StateBackend::RocksDb),
                checkpoints: Some(Checkpoints { interval_seconds: None, unaligned: true, ..Checkpoints::default() }),
                restart,
                configuration: [("table.exec.state.ttl".into(), "1 h".into())].into(),
                ..JobSettings::default()
            };
            let form = JobSettingsForm::from(&settings);
            assert_eq!(form.parse_template(), Ok(settings.own()));
            assert_eq!(JobSettingsForm::from(&settings.own()).parse_template(), Ok(settings.own()));
            assert_eq!(form.parse(), Ok(settings));
        }
    }

    #[test]
    fn every_problem_names_its_field() {
        let form = JobSettingsForm {
            parallelism: "32769".into(),
            mode: "both".into(),
            checkpoints: "own".into(),
            checkpoint_timeout_seconds: String::new(),
            checkpoints_retained: "+3".into(),
            state_backend: "redis".into(),
            restart: "fixed_delay".into(),
            configuration: "\nparallelism.default: 3".into(),
            ..filled()
        };
        let own = Code::HasOwnField { key: "parallelism.default".into(), field: "parallelism".into() };
        let expected = [
            Code::NotAChoice.at("mode"),
            Code::NotANumber { least: 1, most: 32_768 }.at("parallelism"),
            Code::Required.at("checkpoint_timeout_seconds"),
            Code::NotANumber { least: 1, most: 1000 }.at("checkpoints_retained"),
            Code::NotAChoice.at("state_backend"),
            Code::Required.at("restart_attempts"),
            Code::Required.at("restart_delay_seconds"),
            Code::InLine { line: 2, problem: Box::new(own) }.at("configuration"),
        ];
        assert_eq!(form.parse().unwrap_err(), expected);
    }

    #[test]
    fn fields_of_what_was_not_chosen_are_not_read() {
        let form = JobSettingsForm {
            mode: "batch".into(),
            checkpoints: "own".into(),
            checkpoints_retained: "many".into(),
            restart_attempts: "x".into(),
            ..filled()
        };
        assert_eq!(form.parse().unwrap().mode, RuntimeMode::Batch);
        let form = JobSettingsForm { mode: String::new(), checkpoints: "inherited".into(), ..form };
        assert_eq!(form.parse().unwrap().checkpoints, None);
        let form = JobSettingsForm { checkpoints: "mine".into(), ..form };
        assert_eq!(form.parse().unwrap_err(), [Code::NotAChoice.at("checkpoints")]);
    }

    #[test]
    fn a_form_is_read_from_what_is_posted_of_it() {
        let form: JobSettingsForm = serde_json::from_str(r#"{"mode":"batch","unaligned":true}"#).unwrap();
        assert!(form.unaligned && !form.keep_on_cancel && form.parallelism.is_empty());
    }
}
