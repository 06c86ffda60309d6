//! What a script's text may be.

use crate::Code;
use std::fmt;

/// How many folders may lie in each other.
pub const MOST_FOLDER_DEPTH: u32 = 10;

/// The text of a script: at most 1 MiB, line ends as `\n`, kept exactly as it was typed otherwise.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ScriptText(String);

impl ScriptText {
    /// In bytes.
    pub const MOST: usize = 1024 * 1024;

    /// Reads a text; an empty one is fine.
    ///
    /// # Errors
    /// [`Code::TooLarge`], or [`Code::ForbiddenCharacter`] for U+0000, which no database keeps in a text.
    pub fn parse(text: &str) -> Result<Self, Code> {
        // Forms send the line ends of the network.
        let text = text.replace("\r\n", "\n");
        if text.len() > Self::MOST {
            return Err(Code::TooLarge { most: Self::MOST as i64 });
        }
        match text.contains('\0') {
            true => Err(Code::ForbiddenCharacter { character: "U+0000".into() }),
            false => Ok(Self(text)),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ScriptText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ScriptText({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_kept_as_it_was_typed_with_one_kind_of_line_end() {
        assert_eq!(
            ScriptText::parse("  SELECT 1;\r\n\r\n-- ü\u{202e}").unwrap().as_str(),
            "  SELECT 1;\n\n-- ü\u{202e}"
        );
    }

    #[test]
    fn a_script_has_a_bound_in_bytes_and_no_nul() {
        assert!(ScriptText::parse(&"x".repeat(ScriptText::MOST)).is_ok());
        assert_eq!(ScriptText::parse(&"ü".repeat(ScriptText::MOST / 2 + 1)), Err(Code::TooLarge { most: 1_048_576 }));
        assert_eq!(ScriptText::parse("a\0"), Err(Code::ForbiddenCharacter { character: "U+0000".into() }));
    }
}
