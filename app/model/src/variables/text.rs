//! What a variable may stand for.

use crate::Code;
use std::fmt;

/// The value of a variable: at most 10,000 characters, line ends as `\n`, kept exactly as it was typed otherwise, blanks
/// around it too. It may be a secret, so it is shown to nobody by accident.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct VariableText(String);

impl VariableText {
    /// In characters.
    pub const MOST: u32 = 10_000;

    /// Reads a value that was typed; an empty one is fine.
    ///
    /// # Errors
    /// [`Code::TooLong`], or [`Code::ForbiddenCharacter`] for U+0000, which no database keeps in a text.
    pub fn parse(text: &str) -> Result<Self, Code> {
        // Forms send the line ends of the network.
        let text = text.replace("\r\n", "\n");
        if text.chars().nth(Self::MOST as usize).is_some() {
            return Err(Code::TooLong { most: Self::MOST });
        }
        match text.contains('\0') {
            true => Err(Code::ForbiddenCharacter { character: "U+0000".into() }),
            false => Ok(Self(text)),
        }
    }

    /// The value.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for VariableText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VariableText(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_kept_as_it_was_typed_and_not_shown_by_accident() {
        let value = VariableText::parse(" , \r\n\u{202e}").unwrap();
        assert_eq!((value.as_str(), format!("{value:?}").as_str()), (" , \n\u{202e}", "VariableText(…)"));
    }

    #[test]
    fn a_value_has_a_bound_in_characters_and_no_nul() {
        assert!(VariableText::parse(&"单".repeat(10_000)).is_ok());
        assert_eq!(VariableText::parse(&"单".repeat(10_001)), Err(Code::TooLong { most: 10_000 }));
        assert_eq!(VariableText::parse("a\0"), Err(Code::ForbiddenCharacter { character: "U+0000".into() }));
    }
}
