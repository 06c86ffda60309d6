//! Names that Flink gives to what it runs.
//!
//! They come from outside and go into paths, so each is checked when it is read.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// Not a handle of the named kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadHandle {
    /// `session handle`, `operation handle` or `job id`.
    pub kind: &'static str,
}

impl fmt::Display for BadHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a flink {}", self.kind)
    }
}

impl std::error::Error for BadHandle {}

macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident = $kind:literal;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl FromStr for $name {
            type Err = BadHandle;

            fn from_str(text: &str) -> Result<Self, BadHandle> {
                Uuid::try_parse(text).map(Self).map_err(|_| BadHandle { kind: $kind })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )* };
}

handles! {
    /// A session of a SQL Gateway.
    SessionHandle = "session handle";
    /// A statement that a SQL Gateway was given.
    OperationHandle = "operation handle";
}

/// A Flink job: 32 lower-case hexadecimal digits. We choose it before submission, so that a repeated one is harmless.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FlinkJobId([u8; 16]);

impl FlinkJobId {
    /// The id made of these (random) bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl FromStr for FlinkJobId {
    type Err = BadHandle;

    fn from_str(text: &str) -> Result<Self, BadHandle> {
        let bad = BadHandle { kind: "job id" };
        if text.len() != 32 || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(bad);
        }
        u128::from_str_radix(text, 16).map(|number| Self(number.to_be_bytes())).map_err(|_| bad)
    }
}

impl TryFrom<String> for FlinkJobId {
    type Error = BadHandle;

    fn try_from(text: String) -> Result<Self, BadHandle> {
        text.parse()
    }
}

impl From<FlinkJobId> for String {
    fn from(id: FlinkJobId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for FlinkJobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for FlinkJobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FlinkJobId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_id_keeps_its_leading_zeros() {
        let text = "00b8fb877711ba8e41ef825ceea374f1";
        assert_eq!(text.parse::<FlinkJobId>().unwrap().to_string(), text);
        assert_eq!(
            serde_json::to_string(&FlinkJobId::from_bytes([1; 16])).unwrap(),
            format!("\"{}\"", "01".repeat(16))
        );
    }

    #[test]
    fn what_could_lead_a_path_elsewhere_is_no_handle() {
        for text in ["", "..", "../jobs", "+0b8fb877711ba8e41ef825ceea374f1", "20B8FB877711BA8E41EF825CEEA374F1"] {
            assert!(text.parse::<FlinkJobId>().is_err(), "{text}");
            assert!(format!("{text}/").parse::<SessionHandle>().is_err(), "{text}");
        }
    }
}
