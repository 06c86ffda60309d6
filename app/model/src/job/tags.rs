//! The tags by which jobs are told apart and found again.

use crate::{Code, Name};
use serde::{Deserialize, Serialize};
use std::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

/// A tag: 1 to 32 visible characters without a comma. Two that differ in case only are the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct JobTag(String);

impl JobTag {
    /// In characters.
    pub const MOST: u32 = 32;

    /// Reads a tag.
    ///
    /// # Errors
    /// [`Code::Required`], [`Code::TooLong`] or [`Code::ForbiddenCharacter`].
    pub fn parse(text: &str) -> Result<Self, Code> {
        let text = Name::parse(text)?.into_string();
        if text.chars().count() > Self::MOST as usize {
            return Err(Code::TooLong { most: Self::MOST });
        }
        if text.contains([',', '，']) {
            return Err(Code::ForbiddenCharacter { character: ",".into() });
        }
        Ok(Self(text))
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What two that are the same have in common.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl TryFrom<String> for JobTag {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|_| text)
    }
}

impl From<JobTag> for String {
    fn from(tag: JobTag) -> Self {
        tag.0
    }
}

impl PartialEq for JobTag {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for JobTag {}

impl Hash for JobTag {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl fmt::Display for JobTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The tags of a job, in the order in which they were typed: at most 16, no two of them the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobTags(Vec<JobTag>);

impl JobTags {
    /// How many a job can have.
    pub const MOST: u32 = 16;

    /// Reads tags that stand behind commas or on lines of their own; one that is there already is passed over.
    ///
    /// # Errors
    /// [`Code::TooMany`], or what is wrong with one of them as [`JobTag::parse`] tells.
    pub fn parse(text: &str) -> Result<Self, Code> {
        let mut tags = Vec::new();
        for text in text.split([',', '，', '\n']).map(str::trim).filter(|text| !text.is_empty()) {
            let tag = JobTag::parse(text)?;
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        if tags.len() > Self::MOST as usize { Err(Code::TooMany { most: Self::MOST }) } else { Ok(Self(tags)) }
    }

    /// Each of them.
    pub fn iter(&self) -> std::slice::Iter<'_, JobTag> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for &'a JobTags {
    type Item = &'a JobTag;
    type IntoIter = std::slice::Iter<'a, JobTag>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// As a form shows them.
impl fmt::Display for JobTags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tags: Vec<&str> = self.iter().map(JobTag::as_str).collect();
        f.write_str(&tags.join(", "))
    }
}

impl FromStr for JobTags {
    type Err = Code;

    fn from_str(text: &str) -> Result<Self, Code> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_stand_behind_commas_or_on_lines_and_no_two_are_the_same() {
        let tags = JobTags::parse(" Nightly, team data\r\n nightly，报表,,\n").unwrap();
        assert_eq!(tags.to_string(), "Nightly, team data, 报表");
        assert_eq!(serde_json::to_string(&tags).unwrap(), r#"["Nightly","team data","报表"]"#);
        assert_eq!(JobTags::parse(&tags.to_string()).unwrap(), tags);
        assert!(JobTags::parse(" ,\n").unwrap().is_empty());
    }

    #[test]
    fn there_is_an_end_to_how_long_and_how_many() {
        let long = "x".repeat(32);
        assert!(JobTags::parse(&long).is_ok());
        assert_eq!(JobTags::parse(&format!("{long}x")), Err(Code::TooLong { most: 32 }));
        let many = |count: usize| (0..count).map(|n| format!("t{n}")).collect::<Vec<_>>().join(",");
        assert_eq!(JobTags::parse(&many(16)).unwrap().iter().count(), 16);
        assert_eq!(JobTags::parse(&many(17)), Err(Code::TooMany { most: 16 }));
        assert!(matches!(JobTags::parse("a\u{202e}b"), Err(Code::ForbiddenCharacter { .. })));
        assert!(JobTag::parse("a,b").is_err() && JobTag::parse(" ").is_err());
    }
}
