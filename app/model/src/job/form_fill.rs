//! The form that shows the settings of a job or a template.

use super::{CheckpointsKind, JobSettings, JobSettingsForm, RestartKind, RestartStrategy, configuration_text::written};
use crate::templates::TemplateSettings;

impl From<&JobSettings> for JobSettingsForm {
    fn from(settings: &JobSettings) -> Self {
        Self { mode: settings.mode.to_string(), ..Self::from(&settings.own()) }
    }
}

impl From<&TemplateSettings> for JobSettingsForm {
    fn from(settings: &TemplateSettings) -> Self {
        let kind = if settings.checkpoints.is_some() { CheckpointsKind::Own } else { CheckpointsKind::Inherited };
        // Whoever chooses own ones begins with sound ones.
        let checkpoints = settings.checkpoints.clone().unwrap_or_default();
        let text = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        let mut form = Self {
            parallelism: text(settings.parallelism),
            checkpoints: kind.to_string(),
            checkpoint_interval_seconds: text(checkpoints.interval_seconds),
            checkpoint_timeout_seconds: checkpoints.timeout_seconds.to_string(),
            checkpoints_retained: checkpoints.retained.to_string(),
            keep_on_cancel: checkpoints.keep_on_cancel,
            unaligned: checkpoints.unaligned,
            state_backend: settings.state_backend.map(|backend| backend.to_string()).unwrap_or_default(),
            restart: settings.restart.kind().to_string(),
            configuration: written(&settings.configuration),
            ..Self::default()
        };
        match settings.restart {
            RestartStrategy::FixedDelay { attempts, delay_seconds } => {
                form.restart_attempts = attempts.to_string();
                form.restart_delay_seconds = delay_seconds.to_string();
            }
            RestartStrategy::FailureRate { failures, interval_seconds, delay_seconds } => {
                form.restart_failures = failures.to_string();
                form.restart_interval_seconds = interval_seconds.to_string();
                form.restart_delay_seconds = delay_seconds.to_string();
            }
            RestartStrategy::ClusterDefault | RestartStrategy::None | RestartStrategy::ExponentialDelay => {}
        }
        form
    }
}

impl RestartStrategy {
    /// Which it is, without its numbers.
    pub fn kind(&self) -> RestartKind {
        match self {
            Self::ClusterDefault => RestartKind::ClusterDefault,
            Self::None => RestartKind::None,
            Self::FixedDelay { .. } => RestartKind::FixedDelay,
            Self::ExponentialDelay => RestartKind::ExponentialDelay,
            Self::FailureRate { .. } => RestartKind::FailureRate,
        }
    }
}
