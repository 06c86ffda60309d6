//! What a list of jobs is asked for: the filter, the order and the columns, as an address says them and a view keeps them.

use super::{JobSort, JobState, JobTag};
use crate::{Code, UserId, choice::choices};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

choices! {
    /// A column of the list that can be left out; the name and the state are always there.
    JobColumn {
        /// Since when the state is what it is.
        Since = "since",
        /// The newest run.
        Run = "run",
        /// Its newest checkpoint.
        Checkpoint = "checkpoint",
        /// What the job runs.
        Artifact = "artifact",
        /// Where.
        Cluster = "cluster",
        /// Whose it is.
        Owner = "owner",
    }
}

/// Whose jobs are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum JobOwner {
    /// Whoever asks.
    Me,
    /// This person.
    User(UserId),
}

/// What a list of jobs is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobListQuery {
    /// With this in their name; at most 200 characters.
    pub text: Option<String>,
    /// In this state.
    pub state: Option<JobState>,
    /// With this tag.
    pub tag: Option<JobTag>,
    /// Of this person.
    pub owner: Option<JobOwner>,
    /// In this order.
    pub sort: JobSort,
    /// Without these columns.
    pub hidden: Vec<JobColumn>,
}

impl JobOwner {
    /// Who that is, when somebody asks.
    pub fn user(self, me: UserId) -> UserId {
        match self {
            Self::Me => me,
            Self::User(user) => user,
        }
    }
}

impl fmt::Display for JobOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Me => f.write_str("me"),
            Self::User(user) => user.fmt(f),
        }
    }
}

impl FromStr for JobOwner {
    type Err = Code;

    fn from_str(text: &str) -> Result<Self, Code> {
        match text {
            "me" => Ok(Self::Me),
            text => text.parse().map(Self::User).map_err(|_| Code::NoSuchUser),
        }
    }
}

impl TryFrom<String> for JobOwner {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map_err(|_| text)
    }
}

impl From<JobOwner> for String {
    fn from(owner: JobOwner) -> Self {
        owner.to_string()
    }
}

impl JobListQuery {
    /// The most characters of a text that is looked for.
    const MOST: usize = 200;
    /// The most bytes that one is written in.
    const MOST_BYTES: usize = 4000;

    /// Reads what an address says, parameter by parameter; what cannot be read is not asked for.
    pub fn of(value: impl Fn(&str) -> Option<String>, hidden: Vec<JobColumn>) -> Self {
        let text = value("q").map(|text| text.chars().take(Self::MOST).collect());
        Self {
            text,
            state: value("state").and_then(|text| text.parse().ok()),
            tag: value("tag").and_then(|text| JobTag::parse(&text).ok()),
            owner: value("owner").and_then(|text| text.parse().ok()),
            sort: value("sort").and_then(|text| text.parse().ok()).unwrap_or_default(),
            hidden: JobColumn::ALL.iter().copied().filter(|column| hidden.contains(column)).collect(),
        }
    }

    /// Reads what a form hands on, as it is kept.
    ///
    /// # Errors
    /// [`Code::NotAChoice`] for what no list was asked for.
    pub fn parse(text: &str) -> Result<Self, Code> {
        let read: Option<Self> = (text.len() <= Self::MOST_BYTES).then(|| serde_json::from_str(text).ok()).flatten();
        let read = read.ok_or(Code::NotAChoice)?;
        let pairs = read.pairs();
        let value = |name: &str| pairs.iter().find(|(one, _)| *one == name).map(|(_, value)| value.clone());
        Ok(Self::of(value, read.hidden.clone()))
    }

    /// The parameters of an address that asks for the same.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let sort = (self.sort != JobSort::default()).then(|| self.sort.to_string());
        let one = [
            ("q", self.text.clone()),
            ("tag", self.tag.as_ref().map(ToString::to_string)),
            ("owner", self.owner.map(|owner| owner.to_string())),
            ("state", self.state.map(|state| state.to_string())),
            ("sort", sort),
        ];
        let one = one.into_iter().filter_map(|(name, value)| Some((name, value?)));
        one.chain(self.hidden.iter().map(|column| ("hide", column.to_string()))).collect()
    }
}

/// As it is kept.
impl fmt::Display for JobListQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

#[expect(clippy::derivable_impls, reason = "the macro that makes these enums knows no default")]
impl Default for JobSort {
    fn default() -> Self {
        Self::Name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: &str = "0197a3c2-6f6e-7000-8000-000000000001";

    fn asked(pairs: &[(&str, &str)]) -> JobListQuery {
        let value = |name: &str| pairs.iter().find(|(one, _)| *one == name).map(|(_, value)| (*value).to_owned());
        let hidden = pairs.iter().filter(|(name, _)| *name == "hide").filter_map(|(_, value)| value.parse().ok());
        JobListQuery::of(value, hidden.collect())
    }

    #[test]
    fn an_address_says_what_it_was_read_from() {
        let pairs = [
            ("q", "orders"),
            ("tag", "Nightly"),
            ("owner", ADA),
            ("state", "failed"),
            ("sort", "newest"),
            ("hide", "run"),
            ("hide", "cluster"),
        ];
        let query = asked(&pairs);
        assert_eq!(query.pairs(), pairs.map(|(name, value)| (name, value.to_owned())));
        assert_eq!(JobListQuery::parse(&query.to_string()), Ok(query));
        assert_eq!(asked(&[("owner", "me")]).owner, Some(JobOwner::Me));
        assert_eq!(JobListQuery::default().pairs(), []);
    }

    #[test]
    fn what_cannot_be_read_is_not_asked_for() {
        let odd = [("tag", "a,b"), ("owner", "x"), ("state", "odd"), ("sort", "odd"), ("hide", "name"), ("q", "y")];
        assert_eq!(asked(&odd).pairs(), [("q", "y".to_owned())]);
        assert_eq!(asked(&[("q", &"y".repeat(300))]).text.unwrap().len(), 200);
        for text in ["", "{", r#"{"tag":"a,b"}"#, r#"{"owner":"x"}"#, &format!(r#"{{"text":"{}"}}"#, "y".repeat(5000))]
        {
            assert_eq!(JobListQuery::parse(text), Err(Code::NotAChoice), "{text}");
        }
        assert_eq!(JobListQuery::parse("{}"), Ok(JobListQuery::default()));
    }
}
