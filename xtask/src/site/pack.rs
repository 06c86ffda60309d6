//! Puts the parts together, precompresses them, and publishes them under the hash of their content.
//!
//! The folder carries the hash, not the files: scripts go on importing each other by plain names.

use super::fresh;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

/// Copies the parts into one new folder.
pub(super) fn merge(parts: &[PathBuf], next: &Path) -> Result<()> {
    if next.exists() {
        fs::remove_dir_all(next)?;
    }
    fs::create_dir_all(next)?;
    for part in parts {
        copy(part, next)?;
    }
    Ok(())
}

/// Copies a folder with everything in it.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in fresh::files(from)? {
        let target = to.join(file.strip_prefix(from)?);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::copy(&file, &target).with_context(|| format!("copying {}", file.display()))?;
    }
    Ok(())
}

/// Writes `.br` and `.gz` beside every file that gets smaller by it.
pub(super) fn compress(folder: &Path) -> Result<()> {
    for file in fresh::files(folder)? {
        let bytes = fs::read(&file)?;
        let mut brotli = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
        brotli.write_all(&bytes)?;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&bytes)?;
        for (suffix, packed) in [("br", brotli.into_inner()), ("gz", gzip.finish()?)] {
            if packed.len() < bytes.len() {
                fs::write(with_suffix(&file, suffix), packed)?;
            }
        }
    }
    Ok(())
}

/// Moves the folder to `<pkg>/<hash of everything in it>`, names it in `pkg.txt` and says the name.
pub(super) fn publish(site: &Path, pkg: &str, next: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    for file in fresh::files(next)? {
        let bytes = fs::read(&file)?;
        hash.update(file.strip_prefix(next)?.to_string_lossy().as_bytes());
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    let hash: String = hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    let name = format!("{pkg}/{hash}");
    let folder = site.join(pkg);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    fs::rename(next, site.join(&name)).with_context(|| format!("publishing {name}"))?;
    fs::write(site.join("pkg.txt"), &name)?;
    Ok(name)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_folder_follows_its_content() {
        let folder = tempfile::tempdir().unwrap();
        let mut names = Vec::new();
        for text in ["one", "two", "one"] {
            let next = folder.path().join("next");
            fs::create_dir(&next).unwrap();
            fs::write(next.join("page.js"), text).unwrap();
            names.push(publish(folder.path(), "pkg", &next).unwrap());
        }
        assert!(names[0] == names[2] && names[0] != names[1]);
        assert_eq!(fs::read_to_string(folder.path().join("pkg.txt")).unwrap(), names[2]);
        assert_eq!(fs::read_to_string(folder.path().join(&names[2]).join("page.js")).unwrap(), "one");
    }

    #[test]
    fn what_does_not_get_smaller_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("long.js"), "let a = 1;".repeat(100)).unwrap();
        fs::write(folder.path().join("short.js"), "1").unwrap();
        compress(folder.path()).unwrap();
        let names: Vec<_> = fresh::files(folder.path()).unwrap();
        let names: Vec<_> = names.iter().filter_map(|file| file.file_name()?.to_str()).collect();
        assert_eq!(names, ["long.js", "long.js.br", "long.js.gz", "short.js"]);
    }
}
