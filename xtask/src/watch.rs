//! Notices saved files by looking at them: no service of the system, no limits, a few milliseconds a look.

use crate::{place::Place, site::Fingerprint};
use anyhow::Result;
use std::path::PathBuf;

const FOLDERS: [&str; 6] = ["app", "frontend", "migrations", "scaleph", "server", "style"];

/// The sources as they were at the last look.
#[derive(Debug)]
pub(crate) struct Sources {
    paths: Vec<PathBuf>,
    seen: String,
}

impl Sources {
    /// Everything that the server and the browser's files are made from.
    pub(crate) fn of(place: &Place) -> Result<Self> {
        let paths = FOLDERS.iter().chain(&["Cargo.toml", "Cargo.lock"]).map(|name| place.root.join(name)).collect();
        let mut sources = Self { paths, seen: String::new() };
        sources.seen = sources.look()?;
        Ok(sources)
    }

    /// True when something was saved since the last look.
    pub(crate) fn changed(&mut self) -> Result<bool> {
        let now = self.look()?;
        let changed = now != self.seen;
        self.seen = now;
        Ok(changed)
    }

    fn look(&self) -> Result<String> {
        let mut fingerprint = Fingerprint::default();
        for path in &self.paths {
            if path.is_dir() { fingerprint.folder(path)? } else { fingerprint.file(path)? }
        }
        Ok(fingerprint.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_saved_source_is_seen_once() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("app/pages/src")).unwrap();
        let place = Place { root: root.path().into(), target: root.path().into(), metadata: Default::default() };
        let mut sources = Sources::of(&place).unwrap();
        assert!(!sources.changed().unwrap());
        fs::write(root.path().join("app/pages/src/list.rs"), "1").unwrap();
        assert!(sources.changed().unwrap());
        assert!(!sources.changed().unwrap());
        fs::write(root.path().join("notes.txt"), "1").unwrap();
        assert!(!sources.changed().unwrap());
    }
}
