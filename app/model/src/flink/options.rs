//! The settings of Flink 1.20 that a job may have, with their types and defaults.
//!
//! `options.tsv` was read out of the jars of Flink 1.20.3 by `xtask/flink-config-keys/make.sh`: the key, its type, its default;
//! or an older key, `alias`, and the present one. Settings of later versions of Flink are not known here.

use super::OptionKind;

const TABLE: &str = include_str!("options.tsv");

/// A setting that Flink knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlinkOption {
    /// Its present name.
    pub key: &'static str,
    /// What its values have to be.
    pub kind: OptionKind,
    /// What holds when it is not set, as Java writes it; empty when nothing does.
    pub default: &'static str,
}

/// The setting of a name, also of one that it had before. Case matters, as it does to Flink.
pub fn flink_option(key: &str) -> Option<FlinkOption> {
    let (key, kind, rest) = lines().find(|(name, ..)| *name == key)?;
    if kind == "alias" {
        return flink_option(rest);
    }
    let (kind, values) = kind.split_once(' ').unwrap_or((kind, ""));
    let kind = match kind {
        "boolean" => OptionKind::Boolean,
        "integer" => OptionKind::Integer,
        "long" => OptionKind::Long,
        "double" | "float" => OptionKind::Double,
        "duration" => OptionKind::Duration,
        "memorysize" => OptionKind::MemorySize,
        "enum" => OptionKind::Enum(values.split(' ').map(Into::into).collect()),
        "list" => OptionKind::List,
        "map" => OptionKind::Map,
        _ => OptionKind::String,
    };
    Some(FlinkOption { key, kind, default: rest })
}

/// The key that was most likely meant by one that is none; none when no key is near.
pub fn near_flink_option(key: &str) -> Option<&'static str> {
    let key = key.trim().to_ascii_lowercase();
    let near = lines().filter_map(|(name, ..)| Some((distance(&key, name)?, name)));
    near.min().map(|(_, name)| name)
}

fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    TABLE.lines().filter_map(|line| {
        let (key, rest) = line.split_once('\t')?;
        let (kind, rest) = rest.split_once('\t')?;
        Some((key, kind, rest))
    })
}

/// Characters to add, change or take away, when they are not too many for a slip.
fn distance(typed: &str, known: &str) -> Option<usize> {
    let most = typed.len().min(known.len()) / 6;
    if typed.len().abs_diff(known.len()) > most {
        return None;
    }
    let mut row: Vec<usize> = (0..=known.len()).collect();
    for (index, byte) in typed.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (column, other) in known.bytes().enumerate() {
            let changed = diagonal + usize::from(byte != other);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().filter(|&distance| distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::refusing_rule;

    #[test]
    fn every_line_is_a_setting_that_a_job_may_have() {
        assert!(lines().count() == TABLE.lines().count() && TABLE.lines().count() > 300);
        for (key, kind, rest) in lines() {
            let option = flink_option(key).unwrap();
            assert_eq!(refusing_rule(option.key), None, "{key}");
            assert!(kind == "alias" || option.kind != OptionKind::String || kind == "string", "{key} {kind}");
            assert!(kind != "enum" && (kind != "alias" || rest == option.key), "{key}");
        }
    }

    #[test]
    fn a_setting_is_known_by_its_older_names_too() {
        let option = flink_option("state.backend").unwrap();
        assert_eq!((option.key, option.kind, option.default), ("state.backend.type", OptionKind::String, "hashmap"));
        assert_eq!(flink_option("State.Backend"), None);
        assert_eq!(flink_option("table.exec.mini-batch.size").unwrap().kind, OptionKind::Long);
        let kinds = flink_option("table.exec.sink.keyed-shuffle").unwrap().kind;
        assert_eq!(kinds, OptionKind::Enum(["NONE", "AUTO", "FORCE"].map(Into::into).into()));
    }

    #[test]
    fn a_slip_is_seen_through_and_anything_else_is_not() {
        assert_eq!(near_flink_option("table.exec.mini-batch.enable"), Some("table.exec.mini-batch.enabled"));
        assert_eq!(near_flink_option("Pipeline.Object-Reuse"), Some("pipeline.object-reuse"));
        for key in ["", "x", "table", "my.setting", "äöü", &"a".repeat(100_000)] {
            assert_eq!(near_flink_option(key), None);
        }
    }
}
