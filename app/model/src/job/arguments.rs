//! The arguments of a jar's program.

use crate::Code;
use serde::{Deserialize, Serialize};

/// Arguments as the program gets them: one a line, blanks kept, never split at them. Empty lines are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JarArguments(Vec<String>);

impl JarArguments {
    /// How many there may be.
    pub const MOST: u32 = 200;

    /// All of them, in bytes.
    pub const MOST_BYTES: usize = 64 * 1024;

    /// Reads what was typed, an argument a line.
    ///
    /// # Errors
    /// [`Code::TooLarge`], [`Code::TooMany`], or [`Code::ForbiddenCharacter`] for control characters other than a tab.
    pub fn parse(text: &str) -> Result<Self, Code> {
        if text.len() > Self::MOST_BYTES {
            return Err(Code::TooLarge { most: Self::MOST_BYTES as i64 });
        }
        let lines = text.lines().filter(|line| !line.is_empty());
        if lines.clone().nth(Self::MOST as usize).is_some() {
            return Err(Code::TooMany { most: Self::MOST });
        }
        match lines.clone().flat_map(str::chars).find(|&c| c.is_control() && c != '\t') {
            Some(found) => Err(Code::ForbiddenCharacter { character: format!("U+{:04X}", u32::from(found)) }),
            None => Ok(Self(lines.map(Into::into).collect())),
        }
    }

    /// The arguments in their order.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }

    /// The text that [`JarArguments::parse`] reads as these.
    pub fn to_text(&self) -> String {
        self.0.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_an_argument_whatever_blanks_it_has() {
        let read = JarArguments::parse("--name\r\n two words \n\n\"quoted\"\n${a:b}\n").unwrap();
        assert_eq!(read.as_slice(), ["--name", " two words ", "\"quoted\"", "${a:b}"]);
        assert_eq!(JarArguments::parse(&read.to_text()), Ok(read));
        assert_eq!(JarArguments::parse("").unwrap().as_slice(), [""; 0]);
    }

    #[test]
    fn arguments_have_bounds() {
        assert!(JarArguments::parse(&"a\n".repeat(200)).is_ok());
        assert_eq!(JarArguments::parse(&"a\n".repeat(201)), Err(Code::TooMany { most: 200 }));
        assert_eq!(JarArguments::parse(&"a".repeat(65_537)), Err(Code::TooLarge { most: 65_536 }));
        assert_eq!(JarArguments::parse("a\0"), Err(Code::ForbiddenCharacter { character: "U+0000".into() }));
    }
}
