//! One thing that a machine needs: how to tell that it is there, and how to get it.

use super::{apt, level::Level};
use crate::place::Place;
use anyhow::Result;
use std::path::PathBuf;

/// What was found, or what is missing.
pub(super) type Found = Result<String, String>;

/// One thing that a machine needs.
#[derive(Debug)]
pub(super) struct Need {
    /// Its name.
    pub(super) what: &'static str,
    /// From which level on it is needed.
    pub(super) level: Level,
    /// Looks for it; says what it found or what is wrong.
    pub(super) probe: fn(&Place) -> Found,
    /// The programs on which the answer depends.
    pub(super) programs: &'static [&'static str],
    /// The files on which the answer depends.
    pub(super) files: fn(&Place) -> Vec<PathBuf>,
    /// Debian packages that bring it.
    pub(super) packages: &'static [&'static str],
    /// Gets it in another way.
    pub(super) install: Option<fn(&Place) -> Result<()>>,
    /// What a person types where we may not install.
    pub(super) by_hand: &'static str,
}

impl Need {
    /// Gets it in its own way, if it has one.
    pub(super) fn install(&self, place: &Place) -> Result<()> {
        self.install.map_or(Ok(()), |install| install(place))
    }

    /// What a person can do about it.
    pub(super) fn advice(&self) -> String {
        if self.packages.is_empty() || !apt::is_there() {
            return self.by_hand.to_owned();
        }
        format!("apt-get install --no-install-recommends {}, or: {}", self.packages.join(" "), self.by_hand)
    }
}

/// A need without packages, files or an own way to get it, to be filled in.
pub(super) const NOTHING: Need = Need {
    what: "",
    level: Level::Run,
    probe: |_| Ok(String::new()),
    programs: &[],
    files: |_| Vec::new(),
    packages: &[],
    install: None,
    by_hand: "",
};
