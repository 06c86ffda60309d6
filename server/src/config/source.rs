//! Where a value comes from, for people: every message about a value names it.

use std::{
    fmt,
    path::{Path, PathBuf},
};

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody gave it.
    Default,
    /// A line of the configuration file.
    File {
        /// The configuration file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// An environment variable, by its name.
    Environment(String),
    /// A flag, with its dashes, as it was typed.
    Flag(String),
    /// A file that holds a secret.
    SecretFile {
        /// The file with the value.
        path: PathBuf,
        /// Where its path comes from.
        named_by: Box<Source>,
    },
}

impl Source {
    /// The folder that relative paths start from: that of the configuration file, or the working directory.
    pub(super) fn base<'a>(&'a self, working_directory: &'a Path) -> &'a Path {
        match self {
            Self::File { path, .. } => path.parent().unwrap_or(working_directory),
            _ => working_directory,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{} line {line}", path.display()),
            Self::Environment(name) => write!(f, "environment variable {name}"),
            Self::Flag(name) => write!(f, "flag {name}"),
            Self::SecretFile { path, named_by } => write!(f, "file {}, named by {named_by}", path.display()),
        }
    }
}
