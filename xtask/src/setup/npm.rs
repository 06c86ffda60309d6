//! The npm packages of a folder, installed as its lock file says.

use super::need::Found;
use crate::{place::Place, process};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The browser's scripts.
pub(super) const SCRIPTS: &str = "app/src/js";
/// The browser tests.
pub(super) const TESTS: &str = "end2end";

/// True to the lock file, by the mark that [`install`] left.
pub(super) fn installed(place: &Place, folder: &str) -> Found {
    let folder = place.root.join(folder);
    if !folder.join("package.json").exists() {
        return Ok("none".into());
    }
    match fs::read_to_string(mark(&folder)) {
        Ok(mark) if mark == lock(&folder) => Ok("as locked".into()),
        Ok(_) => Err("the lock file has changed".into()),
        Err(_) => Err("not installed".into()),
    }
}

/// What [`installed`] depends on.
pub(super) fn files(place: &Place, folder: &str) -> Vec<PathBuf> {
    let folder = place.root.join(folder);
    vec![folder.join("package.json"), folder.join("package-lock.json"), mark(&folder)]
}

/// `npm ci`, without any browser that a package would like to download.
pub(super) fn install(place: &Place, folder: &str) -> Result<()> {
    eprintln!("  installing npm packages in {folder}");
    let folder = place.root.join(folder);
    let mut command = place.command("npm");
    command.current_dir(&folder).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    process::run(command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    fs::write(mark(&folder), lock(&folder)).context("marking the installed packages")
}

fn mark(folder: &Path) -> PathBuf {
    folder.join("node_modules/.scaleph-lock")
}

fn lock(folder: &Path) -> String {
    let read = |name| fs::read(folder.join(name)).unwrap_or_default();
    let hash = Sha256::new().chain_update(read("package.json")).chain_update(read("package-lock.json"));
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_installed_again_when_the_lock_file_changes() {
        let root = tempfile::tempdir().unwrap();
        let place = Place { root: root.path().into(), target: root.path().into(), metadata: Default::default() };
        assert_eq!(installed(&place, "js"), Ok("none".into()));
        let folder = root.path().join("js");
        fs::create_dir_all(folder.join("node_modules")).unwrap();
        fs::write(folder.join("package.json"), "{}").unwrap();
        assert_eq!(installed(&place, "js"), Err("not installed".into()));
        fs::write(mark(&folder), lock(&folder)).unwrap();
        assert_eq!(installed(&place, "js"), Ok("as locked".into()));
        fs::write(folder.join("package-lock.json"), "{}").unwrap();
        assert_eq!(installed(&place, "js"), Err("the lock file has changed".into()));
    }
}
