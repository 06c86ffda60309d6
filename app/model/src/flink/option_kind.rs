//! The types of Flink's settings, and what Flink 1.20 takes for a value of each.

use serde::{Deserialize, Serialize};

/// What a value has to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "values", rename_all = "snake_case")]
pub enum OptionKind {
    /// `true` or `false`, in any case.
    Boolean,
    /// A whole number of 32 bits.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// A number.
    Double,
    /// A whole number and a unit, as `500 ms` or `1 h`; milliseconds without one.
    Duration,
    /// A whole number and a unit, as `64 mb`; bytes without one.
    MemorySize,
    /// One of these, in any case.
    Enum(Vec<String>),
    /// Any text.
    String,
    /// Texts with `;` between them.
    List,
    /// `key:value` pairs with `,` between them.
    Map,
}

const DURATION_UNITS: &[&str] = &[
    "",
    "ns",
    "nano",
    "nanos",
    "nanosecond",
    "nanoseconds",
    "µs",
    "micro",
    "micros",
    "microsecond",
    "microseconds",
    "ms",
    "milli",
    "millis",
    "millisecond",
    "milliseconds",
    "s",
    "sec",
    "secs",
    "second",
    "seconds",
    "m",
    "min",
    "minute",
    "minutes",
    "h",
    "hour",
    "hours",
    "d",
    "day",
    "days",
];

const MEMORY_UNITS: &[&str] =
    &["", "b", "bytes", "k", "kb", "kibibytes", "m", "mb", "mebibytes", "g", "gb", "gibibytes", "t", "tb", "tebibytes"];

impl OptionKind {
    /// Whether Flink would read it. What else it may have to be, as not negative, is known to Flink only.
    pub fn admits(&self, value: &str) -> bool {
        match self {
            Self::Boolean => value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false"),
            Self::Integer => value.parse::<i32>().is_ok(),
            Self::Long => value.parse::<i64>().is_ok(),
            Self::Double => value.parse::<f64>().is_ok_and(f64::is_finite),
            Self::Duration => is_amount(value, DURATION_UNITS),
            Self::MemorySize => is_amount(value, MEMORY_UNITS),
            Self::Enum(values) => values.iter().any(|known| known.eq_ignore_ascii_case(value)),
            Self::String | Self::List => true,
            Self::Map => is_map(value),
        }
    }
}

fn is_amount(value: &str, units: &[&str]) -> bool {
    let value = value.trim();
    let (number, unit) = value.split_at(value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len()));
    number.parse::<i64>().is_ok() && units.contains(&unit.trim().to_lowercase().as_str())
}

/// Quotes and YAML are another way to write one, and not looked into.
fn is_map(value: &str) -> bool {
    let is_pair = |pair: &str| pair.split(':').count() == 2;
    value.starts_with('{') || value.contains(['\'', '"']) || value.split(',').all(is_pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: &OptionKind, good: &str, bad: &str) {
        assert_eq!(good.split('|').find(|value| !kind.admits(value)), None, "{kind:?}");
        assert_eq!(bad.split('|').find(|value| kind.admits(value)), None, "{kind:?}");
    }

    /// All of these were given to Flink 1.20.3.
    #[test]
    fn a_value_is_taken_as_flink_takes_it() {
        check(&OptionKind::Boolean, "true|FALSE", "yes|1| true ||on");
        check(&OptionKind::Integer, "1|+1|-3", "1.0|1_0|0x1| 1 |3000000000|");
        check(&OptionKind::Long, "3000000000", "1 s|");
        check(&OptionKind::Double, "0.5|.5|1e3|5|1.", "|a|1,5");
        let bad = "5 mins|3us|1.5 s|-1 s|PT5S|5 w|1d2h|99999999999999999999 s||s";
        check(&OptionKind::Duration, "5|5 s|5S|5min|5m|1 minute|2 days|3µs|3nanoseconds|1secs| 5 s ", bad);
        check(&OptionKind::MemorySize, "5|5b|5 kb|5 MB|1g|1tebibytes", "1.5g|-1|1 gib|1 byte|");
        check(&OptionKind::Enum(vec!["AUTO".into(), "NONE".into()]), "auto|NONE", "ALL||AUTO ");
        check(&OptionKind::Map, "a:b|a:b,c:d|{a: b}|a: b", "a|a:b,c|a:b:c|a=b|a:b;c:d");
        assert!(OptionKind::String.admits("") && OptionKind::List.admits("a;b"));
    }
}
