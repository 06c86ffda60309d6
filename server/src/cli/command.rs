//! What can be asked of the program.

use crate::config::Flag;
use std::{ffi::OsString, path::PathBuf};

/// A command line, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invocation {
    /// What to do.
    pub command: Command,
    /// Settings that were given as flags; not checked yet.
    pub flags: Vec<Flag>,
    /// The configuration file that `--config` names.
    pub config: Option<PathBuf>,
}

/// What can be asked of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Serve the console; also when nothing is asked.
    Serve,
    /// Print the settings that count, with their sources; or the table of all of them.
    Config {
        /// As a Markdown table of names and defaults, for the README.
        markdown: bool,
    },
    /// Take the script on standard input apart.
    SqlSplit,
    /// Print a one-time link for an administrator.
    AdminLink,
    /// Something about the local engine.
    Engine(EngineCommand),
    /// Write everything that is kept into a file.
    Backup(PathBuf),
    /// Make everything that is kept anew from such a file.
    Restore(PathBuf),
    /// Print the version.
    Version,
    /// Print how the program is used.
    Help,
}

/// What can be asked about the local engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EngineCommand {
    /// Stop its processes.
    Stop,
    /// Print what runs.
    Status,
    /// Confine this process and become another program; only the server itself asks for it.
    Exec(Vec<OsString>),
}

impl Command {
    /// Whether it depends on the configuration, and so takes settings as flags.
    pub fn is_configured(&self) -> bool {
        !matches!(
            self,
            Self::SqlSplit
                | Self::Version
                | Self::Help
                | Self::Config { markdown: true }
                | Self::Engine(EngineCommand::Exec(_))
        )
    }
}
