//! The name of a variable.

use crate::{Code, name::required};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The name of a variable: an ASCII letter or `_`, then letters, digits, `_`, `-` and `.`; at most 64 of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VariableName(String);

impl VariableName {
    /// In characters.
    pub const MOST: u32 = 64;

    /// Reads a name that was typed; blanks around it are taken off.
    ///
    /// # Errors
    /// [`Code::Required`], [`Code::TooLong`] or [`Code::NotAVariableName`].
    pub fn parse(text: &str) -> Result<Self, Code> {
        let text = required(text, Self::MOST)?;
        Self::exactly(text).ok_or(Code::NotAVariableName)
    }

    /// The name that a text is, blanks not allowed for.
    pub(super) fn exactly(text: &str) -> Option<Self> {
        let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let goes_on = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
        (starts && goes_on && text.len() <= Self::MOST as usize).then(|| Self(text.into()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VariableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for VariableName {
    type Err = crate::UnknownChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).map_err(|_| crate::UnknownChoice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_word_as_settings_are_written() {
        for name in ["a", "_", "A1", "kafka.bootstrap-servers", "DB_PASSWORD", &"x".repeat(64)] {
            assert_eq!(VariableName::parse(&format!(" {name} ")).unwrap().as_str(), name);
        }
    }

    #[test]
    fn anything_else_is_no_name() {
        for text in ["1a", "-a", ".a", "a b", "a:b", "a}", "ä", "a$", "a\0"] {
            assert_eq!(VariableName::parse(text), Err(Code::NotAVariableName), "{text}");
        }
        assert_eq!(VariableName::parse(" "), Err(Code::Required));
        assert_eq!(VariableName::parse(&"x".repeat(65)), Err(Code::TooLong { most: 64 }));
    }
}
