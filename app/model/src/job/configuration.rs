//! Whether a job may set a key of Flink to a value.

use super::flink::OWN;
use crate::{
    Code,
    flink::{flink_option, near_flink_option},
    sql::refusing_rule,
    variables::references,
};
use std::collections::BTreeMap;

/// Checks that a key is known, is a job's to set and has no field of its own, and that the value is of its type.
///
/// A value that names variables can only be checked when they were replaced, and passes until then.
///
/// # Errors
/// [`Code::FlinkKeyRefused`], [`Code::UnknownFlinkKey`], [`Code::HasOwnField`] or [`Code::BadFlinkValue`].
pub fn check_setting(key: &str, value: &str) -> Result<(), Code> {
    if let Some(rule) = refusing_rule(key) {
        return Err(Code::FlinkKeyRefused { key: key.into(), rule: rule.into() });
    }
    let Some(option) = flink_option(key) else {
        return Err(Code::UnknownFlinkKey { key: key.into(), near: near_flink_option(key).map(Into::into) });
    };
    if let Some((_, field)) = OWN.iter().find(|(own, _)| *own == option.key) {
        return Err(Code::HasOwnField { key: key.into(), field: (*field).into() });
    }
    if !references(value).is_empty() || option.kind.admits(value) {
        return Ok(());
    }
    Err(Code::BadFlinkValue { key: key.into(), expected: option.kind })
}

/// Checks all keys and values, as they are after variables were replaced.
///
/// # Errors
/// A problem for each that is wrong, at its key.
pub fn check_configuration(configuration: &BTreeMap<String, String>) -> Result<(), Vec<crate::Problem>> {
    let wrong = |(key, value): (&String, &String)| Some(check_setting(key, value).err()?.at(key.clone()));
    let problems: Vec<_> = configuration.iter().filter_map(wrong).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flink::OptionKind;

    #[test]
    fn what_tunes_a_job_may_be_set() {
        for (key, value) in [
            ("pipeline.max-parallelism", "128"),
            ("pipeline.object-reuse", "TRUE"),
            ("table.exec.mini-batch.allow-latency", "5 s"),
            ("table.exec.sink.upsert-materialize", "none"),
            ("table.exec.state.ttl", "${ttl:1 h}"),
            ("execution.checkpointing.min-pause", "500ms"),
            ("restart-strategy.exponential-delay.max-backoff", "2 min"),
            ("state.backend.rocksdb.memory.managed", "true"),
        ] {
            assert_eq!(check_setting(key, value), Ok(()), "{key}");
        }
    }

    #[test]
    fn what_the_cluster_decides_or_a_field_sets_may_not() {
        let refused = Code::FlinkKeyRefused { key: "rest.port".into(), rule: "rest.*".into() };
        assert_eq!(check_setting("rest.port", "1"), Err(refused));
        for (key, field) in [
            ("restart-strategy.type", "restart"),
            ("restart-strategy", "restart"),
            ("state.backend", "state_backend"),
            ("execution.checkpointing.unaligned", "unaligned"),
            ("state.checkpoints.num-retained", "checkpoints_retained"),
        ] {
            assert_eq!(check_setting(key, "1"), Err(Code::HasOwnField { key: key.into(), field: field.into() }));
        }
    }

    #[test]
    fn a_key_that_flink_does_not_know_has_a_suggestion_when_one_is_near() {
        let near = Some("pipeline.max-parallelism".into());
        let unknown = Code::UnknownFlinkKey { key: "pipeline.max-paralelism".into(), near };
        assert_eq!(check_setting("pipeline.max-paralelism", "1"), Err(unknown));
        let unknown = Code::UnknownFlinkKey { key: "my.own.key".into(), near: None };
        assert_eq!(check_setting("my.own.key", "1"), Err(unknown));
    }

    #[test]
    fn a_value_has_the_type_of_its_key() {
        let bad = check_setting("pipeline.object-reuse", "yes");
        let expected = Code::BadFlinkValue { key: "pipeline.object-reuse".into(), expected: OptionKind::Boolean };
        assert_eq!(bad, Err(expected.clone()));
        let both = [("pipeline.object-reuse", "yes"), ("table.exec.state.ttl", "1 h")];
        let both = both.map(|(key, value)| (key.into(), value.into())).into();
        assert_eq!(check_configuration(&both), Err(vec![expected.at("pipeline.object-reuse")]));
    }

    #[test]
    fn every_field_sets_a_key_that_flink_knows() {
        for (key, _) in OWN {
            assert_eq!(flink_option(key).map(|option| option.key), Some(*key));
        }
    }
}
