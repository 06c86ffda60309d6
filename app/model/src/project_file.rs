//! Names and kinds of the jars that belong to a project.

use crate::{Code, choice::choices, name::required};
use serde::{Deserialize, Serialize};
use std::fmt;

choices! {
    /// What a jar is for.
    ProjectFileKind {
        /// Functions that SQL calls.
        Udf = "udf",
        /// Reads and writes another system.
        Connector = "connector",
        /// A database driver that a connector needs.
        Driver = "driver",
        /// A program that runs as a job.
        Program = "program",
        /// Anything else.
        Other = "other",
    }
}

/// The bare name of a jar: letters, digits and `. _ - +` and blanks, ending in `.jar`; never a path, on no system.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JarName(String);

impl JarName {
    /// In characters.
    pub const MOST: u32 = 120;

    /// Reads a name.
    ///
    /// # Errors
    /// [`Code::Required`], [`Code::TooLong`], [`Code::ForbiddenCharacter`] or [`Code::NotAFileName`].
    pub fn parse(text: &str) -> Result<Self, Code> {
        let text = required(text, Self::MOST)?;
        if let Some(found) = text.chars().find(|&c| !is_allowed(c)) {
            return Err(Code::ForbiddenCharacter { character: format!("U+{:04X}", u32::from(found)) });
        }
        let wrong = Code::NotAFileName { ending: ".jar".into() };
        let Some((stem, ending)) = text.rsplit_once('.') else { return Err(wrong) };
        let is_bare = !stem.is_empty() && !text.starts_with(['.', '-']) && !text.contains("..");
        match ending.eq_ignore_ascii_case("jar") && is_bare && !is_reserved(stem) {
            true => Ok(Self(text.into())),
            false => Err(wrong),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for JarName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for JarName {
    type Err = crate::UnknownChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).map_err(|_| crate::UnknownChoice)
    }
}

/// The separators of every system, and characters that look like them, are not letters.
fn is_allowed(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | ' ')
}

/// Names that are devices on Windows, where somebody may unpack a backup.
fn is_reserved(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim().to_ascii_lowercase();
    let numbered = |prefix: &str| {
        first.strip_prefix(prefix).is_some_and(|rest| rest.len() == 1 && matches!(rest.as_bytes()[0], b'1'..=b'9'))
    };
    matches!(first.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_jar_name_is_kept() {
        for name in ["udf.jar", "flink-sql-connector-kafka-3.3.0-1.20.jar", "订单 函数.JAR", "a+b_c.jar"] {
            assert_eq!(JarName::parse(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn nothing_that_could_be_a_path_is_a_jar_name() {
        let wrong = "../a.jar|/a.jar|a/b.jar|a\\b.jar|C:a.jar|..jar|.jar|.a.jar|a..jar|-a.jar|a.jar/|a.jar.exe|a.zip|jar|\
            nul.jar|COM1.jar|aux.x.jar|a\0.jar|a\u{2024}\u{2024}b.jar|\u{2025}a.jar|a\u{2215}b.jar|a\u{ff0f}b.jar|\
            a\u{ff0e}jar|a\u{202e}raj.jar|a%2fb.jar|a\n.jar|a;b.jar|a'b.jar";
        for name in wrong.split('|') {
            assert!(JarName::parse(name).is_err(), "{name:?}");
        }
        assert_eq!(JarName::parse(" "), Err(Code::Required));
        assert_eq!(JarName::parse(&format!("{}.jar", "a".repeat(117))), Err(Code::TooLong { most: 120 }));
    }
}
