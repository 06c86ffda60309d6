//! Why a configuration is refused. The texts are for whoever starts the server; they never hold a secret.

use super::source::Source;
use std::fmt;

/// Everything that is wrong with a configuration, so that it can be put right in one go.
#[derive(Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    /// At least one.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong with a configuration.
#[derive(Debug, PartialEq, Eq)]
pub enum Problem {
    /// No setting has this name.
    Unknown {
        /// The name as it was given.
        name: String,
        /// Who gave it.
        source: Source,
        /// The known name that comes nearest, in the same form.
        near: Option<String>,
    },
    /// The value is not of the setting's kind.
    Value {
        /// The setting.
        key: String,
        /// The value; nothing if it is a secret.
        value: Option<String>,
        /// Who gave it.
        source: Source,
        /// What would be right.
        allowed: String,
    },
    /// A value by itself is fine, but not here: with the other settings, or on this host.
    Rule {
        /// The setting.
        key: String,
        /// Who gave it.
        source: Source,
        /// What is wrong, and the way out.
        text: String,
    },
    /// The configuration file, or one that holds a secret, cannot be read or is not TOML.
    Unreadable {
        /// The file, and who named it.
        what: String,
        /// Why not.
        reason: String,
    },
}

impl ConfigError {
    pub(super) fn from_problems(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Self { problems }) }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.as_slice() {
            [problem] => write!(f, "the configuration is refused: {problem}"),
            problems => {
                write!(f, "the configuration is refused for {} reasons:", problems.len())?;
                problems.iter().try_for_each(|problem| write!(f, "\n  - {problem}"))
            }
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, source, near: Some(near) } => {
                write!(f, "unknown setting `{name}` ({source}); did you mean `{near}`?")
            }
            Self::Unknown { name, source, near: None } => {
                write!(f, "unknown setting `{name}` ({source}); `scaleph help` lists those there are")
            }
            Self::Value { key, value: Some(value), source, allowed } => {
                write!(f, "{key} is `{}` ({source}); allowed is {allowed}", value.escape_debug())
            }
            Self::Value { key, value: None, source, allowed } => {
                write!(f, "{key} has a value that is not shown here ({source}); allowed is {allowed}")
            }
            Self::Rule { key, source: Source::Default, text } => write!(f, "{key}: {text}"),
            Self::Rule { key, source, text } => write!(f, "{key} ({source}): {text}"),
            Self::Unreadable { what, reason } => write!(f, "cannot read {what}: {reason}"),
        }
    }
}
