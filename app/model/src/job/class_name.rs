//! The name of a class with a program.

use crate::{Code, UnknownChoice, name::required};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A class as Java names it in a manifest: `com.example.Orders`, or `com.example.Orders$Program`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClassName(String);

impl ClassName {
    /// In characters.
    pub const MOST: u32 = 500;

    /// Reads a name.
    ///
    /// # Errors
    /// [`Code::Required`], [`Code::TooLong`] or [`Code::NotAClassName`].
    pub fn parse(text: &str) -> Result<Self, Code> {
        let text = required(text, Self::MOST)?;
        match text.split('.').all(is_identifier) {
            true => Ok(Self(text.into())),
            false => Err(Code::NotAClassName),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClassName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ClassName {
    type Err = UnknownChoice;

    fn from_str(text: &str) -> Result<Self, UnknownChoice> {
        Self::parse(text).map_err(|_| UnknownChoice)
    }
}

fn is_identifier(part: &str) -> bool {
    let is_sign = |c: char| matches!(c, '_' | '$');
    // Other JVM languages put a hyphen into the names of their files, and so of their classes.
    part.starts_with(|c: char| c.is_alphabetic() || is_sign(c))
        && part.chars().all(|c| c.is_alphanumeric() || is_sign(c) || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_named_with_its_package() {
        for name in ["Main", "com.example.Orders", "com.example.Orders$Program", "订单.作业", "a._b.MainKt"] {
            assert_eq!(ClassName::parse(&format!(" {name} ")).unwrap().as_str(), name);
        }
        for name in ["com/example/Orders", "a..B", ".B", "a.", "1a", "a b", "a;b", "a\0", "../B"] {
            assert_eq!(ClassName::parse(name), Err(Code::NotAClassName), "{name:?}");
        }
        assert_eq!(ClassName::parse(" "), Err(Code::Required));
        assert_eq!(ClassName::parse(&"a".repeat(501)), Err(Code::TooLong { most: 500 }));
    }
}
