//! A Flink version as Flink writes it.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A Flink version: `1.20.3`, `2.3.0`, `2.4-SNAPSHOT`; vendors append what they like (`1.20.1-stream-3`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FlinkVersion {
    text: String,
    major: u16,
    minor: u16,
    patch: Option<u16>,
}

impl FlinkVersion {
    /// The first number.
    pub fn major(&self) -> u16 {
        self.major
    }

    /// The second number.
    pub fn minor(&self) -> u16 {
        self.minor
    }

    /// The third number, when there is one.
    pub fn patch(&self) -> Option<u16> {
        self.patch
    }

    /// The whole text, with what a vendor appended.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// True when it is at least the given line.
    pub fn is_at_least(&self, major: u16, minor: u16) -> bool {
        (self.major, self.minor) >= (major, minor)
    }
}

impl FromStr for FlinkVersion {
    type Err = BadVersion;

    fn from_str(text: &str) -> Result<Self, BadVersion> {
        let bad = || BadVersion { text: text.chars().take(80).collect() };
        if text.len() > 80 || !text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+')) {
            return Err(bad());
        }
        let numbers = text.split(['-', '_', '+']).next().unwrap_or_default();
        let mut parts = numbers.split('.').map(|part| part.parse::<u16>().ok());
        let (Some(Some(major)), Some(Some(minor))) = (parts.next(), parts.next()) else {
            return Err(bad());
        };
        Ok(Self { text: text.into(), major, minor, patch: parts.next().flatten() })
    }
}

impl TryFrom<String> for FlinkVersion {
    type Error = BadVersion;

    fn try_from(text: String) -> Result<Self, BadVersion> {
        text.parse()
    }
}

impl From<FlinkVersion> for String {
    fn from(version: FlinkVersion) -> Self {
        version.text
    }
}

impl fmt::Display for FlinkVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Not a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadVersion {
    /// What was read, at most 80 characters of it.
    pub text: String,
}

impl fmt::Display for BadVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not a flink version", self.text)
    }
}

impl std::error::Error for BadVersion {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_with_or_without_patch_and_suffix() {
        for (text, expected) in [
            ("1.20.3", (1, 20, Some(3))),
            ("2.3.0", (2, 3, Some(0))),
            ("2.4-SNAPSHOT", (2, 4, None)),
            ("1.18.1-stream2", (1, 18, Some(1))),
        ] {
            let version: FlinkVersion = text.parse().unwrap();
            assert_eq!((version.major(), version.minor(), version.patch()), expected);
            assert_eq!(version.to_string(), text);
        }
    }

    #[test]
    fn what_is_not_a_version_is_refused() {
        for text in ["", "1", "flink", "<unknown>", "1.x", "<html>", "1.20.3 or so"] {
            assert!(text.parse::<FlinkVersion>().is_err(), "{text}");
        }
    }

    #[test]
    fn minor_numbers_are_compared_as_numbers() {
        let version: FlinkVersion = "1.20.3".parse().unwrap();
        assert!(version.is_at_least(1, 9) && version.is_at_least(1, 20) && !version.is_at_least(2, 0));
    }
}
