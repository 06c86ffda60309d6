//! A job's settings under the names that Flink 1.20 has for them.

use super::{Checkpoints, JobSettings, RestartStrategy, RuntimeMode};
use crate::templates::TemplateSettings;
use std::collections::BTreeMap;

/// Whether the input ends.
pub(super) const MODE: &str = "execution.runtime-mode";
const PARALLELISM: &str = "parallelism.default";
const STATE_BACKEND: &str = "state.backend.type";
const RESTART: &str = "restart-strategy.type";

/// What the cluster decides where nobody here does.
pub(super) const LEFT_TO_THE_CLUSTER: [&str; 3] = [PARALLELISM, STATE_BACKEND, RESTART];

/// Keys that fields of the form set, with the field.
pub(super) const OWN: &[(&str, &str)] = &[
    (PARALLELISM, "parallelism"),
    (MODE, "mode"),
    ("execution.checkpointing.interval", "checkpoint_interval_seconds"),
    ("execution.checkpointing.timeout", "checkpoint_timeout_seconds"),
    ("execution.checkpointing.num-retained", "checkpoints_retained"),
    ("execution.checkpointing.externalized-checkpoint-retention", "keep_on_cancel"),
    ("execution.checkpointing.unaligned.enabled", "unaligned"),
    (STATE_BACKEND, "state_backend"),
    (RESTART, "restart"),
    ("restart-strategy.fixed-delay.attempts", "restart_attempts"),
    ("restart-strategy.fixed-delay.delay", "restart_delay_seconds"),
    ("restart-strategy.failure-rate.max-failures-per-interval", "restart_failures"),
    ("restart-strategy.failure-rate.failure-rate-interval", "restart_interval_seconds"),
    ("restart-strategy.failure-rate.delay", "restart_delay_seconds"),
];

impl JobSettings {
    /// All that they say as Flink reads it; what is left to others is not among it. The fields win over further keys.
    pub(super) fn flink_configuration(&self) -> BTreeMap<String, String> {
        let mut all = self.own().flink_configuration(self.mode);
        all.insert(MODE.into(), self.mode.to_string().to_ascii_uppercase());
        all
    }
}

impl TemplateSettings {
    /// All that they say of jobs of a mode as Flink reads it, the fields over further keys.
    pub(super) fn flink_configuration(&self, mode: RuntimeMode) -> BTreeMap<String, String> {
        let mut all = self.configuration.clone();
        let mut set = |key: &str, value: String| drop(all.insert(key.into(), value));
        if let Some(parallelism) = self.parallelism {
            set(PARALLELISM, parallelism.to_string());
        }
        if let Some(saved) = self.checkpoints.as_ref().filter(|_| mode == RuntimeMode::Streaming) {
            checkpoints(saved, &mut set);
        }
        if let Some(backend) = self.state_backend {
            set(STATE_BACKEND, backend.to_string());
        }
        restart(&self.restart, &mut set);
        all
    }
}

fn checkpoints(checkpoints: &Checkpoints, set: &mut impl FnMut(&str, String)) {
    if let Some(interval) = checkpoints.interval_seconds {
        set("execution.checkpointing.interval", seconds(interval));
    }
    let retention = if checkpoints.keep_on_cancel { "RETAIN_ON_CANCELLATION" } else { "DELETE_ON_CANCELLATION" };
    set("execution.checkpointing.timeout", seconds(checkpoints.timeout_seconds));
    set("execution.checkpointing.num-retained", checkpoints.retained.to_string());
    set("execution.checkpointing.externalized-checkpoint-retention", retention.into());
    set("execution.checkpointing.unaligned.enabled", checkpoints.unaligned.to_string());
}

fn restart(strategy: &RestartStrategy, set: &mut impl FnMut(&str, String)) {
    match *strategy {
        RestartStrategy::ClusterDefault => {}
        RestartStrategy::None => set(RESTART, "none".into()),
        RestartStrategy::FixedDelay { attempts, delay_seconds } => {
            set(RESTART, "fixed-delay".into());
            set("restart-strategy.fixed-delay.attempts", attempts.to_string());
            set("restart-strategy.fixed-delay.delay", seconds(delay_seconds));
        }
        RestartStrategy::ExponentialDelay => set(RESTART, "exponential-delay".into()),
        RestartStrategy::FailureRate { failures, interval_seconds, delay_seconds } => {
            set(RESTART, "failure-rate".into());
            set("restart-strategy.failure-rate.max-failures-per-interval", failures.to_string());
            set("restart-strategy.failure-rate.failure-rate-interval", seconds(interval_seconds));
            set("restart-strategy.failure-rate.delay", seconds(delay_seconds));
        }
    }
}

fn seconds(count: u32) -> String {
    format!("{count} s")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::StateBackend;

    fn lines(settings: &JobSettings) -> String {
        settings.flink_configuration().into_iter().map(|(key, value)| format!("{key}: {value}\n")).collect()
    }

    #[test]
    fn what_nobody_sets_is_left_to_others() {
        assert_eq!(lines(&JobSettings::default()), "execution.runtime-mode: STREAMING\n");
        let settings = JobSettings { checkpoints: Some(Checkpoints::default()), ..JobSettings::default() };
        assert_eq!(
            lines(&settings),
            "execution.checkpointing.externalized-checkpoint-retention: RETAIN_ON_CANCELLATION\n\
            execution.checkpointing.interval: 60 s\n\
            execution.checkpointing.num-retained: 3\n\
            execution.checkpointing.timeout: 600 s\n\
            execution.checkpointing.unaligned.enabled: false\n\
            execution.runtime-mode: STREAMING\n"
        );
    }

    #[test]
    fn batch_takes_no_checkpoints_and_fields_win_over_further_keys() {
        let settings = JobSettings {
            parallelism: Some(4),
            mode: RuntimeMode::Batch,
            checkpoints: Some(Checkpoints::default()),
            state_backend: Some(StateBackend::HashMap),
            restart: RestartStrategy::FailureRate { failures: 3, interval_seconds: 60, delay_seconds: 5 },
            configuration: [("parallelism.default", "9"), ("table.exec.state.ttl", "1 h")]
                .map(|(key, value)| (key.into(), value.into()))
                .into(),
        };
        assert_eq!(
            lines(&settings),
            "execution.runtime-mode: BATCH\n\
            parallelism.default: 4\n\
            restart-strategy.failure-rate.delay: 5 s\n\
            restart-strategy.failure-rate.failure-rate-interval: 60 s\n\
            restart-strategy.failure-rate.max-failures-per-interval: 3\n\
            restart-strategy.type: failure-rate\n\
            state.backend.type: hashmap\n\
            table.exec.state.ttl: 1 h\n"
        );
    }
}
