//! Names and short texts that people type.

use crate::Code;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The name of something: trimmed, not empty, at most 80 characters, all of them visible.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Name(String);

impl Name {
    /// In characters.
    pub const MOST: u32 = 80;

    /// Reads a name.
    ///
    /// # Errors
    /// [`Code::Required`], [`Code::TooLong`] or [`Code::ForbiddenCharacter`].
    pub fn parse(text: &str) -> Result<Self, Code> {
        let text = required(text, Self::MOST)?;
        match text.chars().find(|&c| is_deceptive(c) || c.is_control()) {
            Some(found) => Err(forbidden(found)),
            None => Ok(Self(text.into())),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as text, without a copy.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text of several lines, such as a description: at most `MOST` characters; line breaks and tabs are allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text<const MOST: u32>(String);

impl<const MOST: u32> Text<MOST> {
    /// Reads a text; an empty one is fine.
    ///
    /// # Errors
    /// [`Code::TooLong`] or [`Code::ForbiddenCharacter`].
    pub fn parse(text: &str) -> Result<Self, Code> {
        let text = text.trim().replace("\r\n", "\n");
        within(&text, MOST)?;
        match text.chars().find(|&c| is_deceptive(c) || (c.is_control() && !matches!(c, '\n' | '\t'))) {
            Some(found) => Err(forbidden(found)),
            None => Ok(Self(text)),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text without blanks around it that is there and not too long.
pub(crate) fn required(text: &str, most: u32) -> Result<&str, Code> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Required);
    }
    within(text, most)?;
    Ok(text)
}

fn within(text: &str, most: u32) -> Result<(), Code> {
    match text.chars().nth(most as usize) {
        Some(_) => Err(Code::TooLong { most }),
        None => Ok(()),
    }
}

fn forbidden(character: char) -> Code {
    Code::ForbiddenCharacter { character: format!("U+{:04X}", u32::from(character)) }
}

/// Characters that reorder or hide text, so that one name can look like another.
fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_and_keeps_every_visible_character() {
        assert_eq!(Name::parse("  订单 – orders 🚀 ").unwrap().as_str(), "订单 – orders 🚀");
    }

    #[test]
    fn a_name_is_neither_empty_nor_longer_than_its_bound_counted_in_characters() {
        assert_eq!(Name::parse(" \t"), Err(Code::Required));
        assert!(Name::parse(&"单".repeat(80)).is_ok());
        assert_eq!(Name::parse(&"单".repeat(81)), Err(Code::TooLong { most: 80 }));
    }

    #[test]
    fn characters_that_control_reorder_or_hide_are_refused_by_name() {
        for (text, character) in
            [("a\0b", "U+0000"), ("a\u{202e}b", "U+202E"), ("a\u{200b}b", "U+200B"), ("a\nb", "U+000A")]
        {
            assert_eq!(Name::parse(text), Err(Code::ForbiddenCharacter { character: character.into() }));
        }
    }

    #[test]
    fn a_text_may_have_lines_but_no_other_control_characters() {
        assert_eq!(Text::<20>::parse("one\r\n\ttwo ").unwrap().as_str(), "one\n\ttwo");
        assert!(Text::<20>::parse("a\u{1b}[31m").is_err());
    }
}
