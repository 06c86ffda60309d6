//! Tells whether anything that a file was made from has changed: names, sizes and times, no content.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

/// What the inputs look like now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fingerprint {
    hash: Sha256,
    newest: Option<SystemTime>,
}

impl Fingerprint {
    /// Adds a setting.
    pub(crate) fn word(&mut self, word: &str) {
        self.hash.update(word);
        self.hash.update([0]);
    }

    /// Adds a file by its name, size and time; one that is not there counts too.
    pub(crate) fn file(&mut self, path: &Path) -> Result<()> {
        self.word(&path.to_string_lossy());
        match fs::metadata(path) {
            Ok(found) => {
                let time = found.modified()?;
                let nanos = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
                self.word(&format!("{} {nanos}", found.len()));
                self.newest = self.newest.max(Some(time));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.word("absent"),
            Err(error) => return Err(error).with_context(|| format!("looking at {}", path.display())),
        }
        Ok(())
    }

    /// Adds every file of a folder, installed packages left out.
    pub(crate) fn folder(&mut self, folder: &Path) -> Result<()> {
        files(folder)?.iter().try_for_each(|file| self.file(file))
    }

    /// True when an input is no older than `moment`: it may have changed while it was read.
    pub(crate) fn touched_since(&self, moment: SystemTime) -> bool {
        self.newest >= Some(moment)
    }

    /// The fingerprint as text.
    pub(crate) fn text(&self) -> String {
        self.hash.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What the inputs looked like when the file was made.
#[derive(Debug)]
pub(crate) struct Stamp(PathBuf);

impl Stamp {
    /// The stamp in this file, written or not.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// True when nothing has changed since it was written.
    pub(crate) fn says(&self, now: &Fingerprint) -> bool {
        fs::read_to_string(&self.0).is_ok_and(|then| then == now.text())
    }

    /// Writes it.
    pub(crate) fn write(&self, now: &Fingerprint) -> Result<()> {
        if let Some(folder) = self.0.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.0, now.text()).with_context(|| format!("writing {}", self.0.display()))
    }
}

/// Every file of a folder, sorted, installed packages left out; none when there is no folder.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("reading {}", folder.display())),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        if !entry.file_type()?.is_dir() {
            found.push(entry.path());
        } else if entry.file_name() != "node_modules" {
            found.extend(files(&entry.path())?);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(folder: &Path) -> Fingerprint {
        let mut fingerprint = Fingerprint::default();
        fingerprint.folder(folder).unwrap();
        fingerprint
    }

    #[test]
    fn a_stamp_holds_until_a_file_changes_comes_or_goes() {
        let folder = tempfile::tempdir().unwrap();
        let sources = folder.path().join("sources");
        fs::create_dir_all(sources.join("deep")).unwrap();
        fs::write(sources.join("deep/a"), "1").unwrap();
        let stamp = Stamp::new(folder.path().join("stamps/one"));
        assert!(!stamp.says(&of(&sources)));

        for change in [("deep/a", "22"), ("b", "1")] {
            stamp.write(&of(&sources)).unwrap();
            assert!(stamp.says(&of(&sources)));
            fs::write(sources.join(change.0), change.1).unwrap();
            assert!(!stamp.says(&of(&sources)));
        }
        stamp.write(&of(&sources)).unwrap();
        fs::remove_file(sources.join("b")).unwrap();
        assert!(!stamp.says(&of(&sources)));
    }

    #[test]
    fn installed_packages_are_no_inputs() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("node_modules")).unwrap();
        fs::write(folder.path().join("node_modules/a.js"), "").unwrap();
        assert!(files(folder.path()).unwrap().is_empty());
    }

    #[test]
    fn a_file_saved_during_a_build_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let before = SystemTime::UNIX_EPOCH;
        assert!(!of(folder.path()).touched_since(before));
        fs::write(folder.path().join("a"), "1").unwrap();
        assert!(of(folder.path()).touched_since(before));
        assert!(!of(folder.path()).touched_since(SystemTime::now() + std::time::Duration::from_secs(60)));
    }
}
