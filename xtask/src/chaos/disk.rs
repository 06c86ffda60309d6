//! A disk of its own for a server and its engine, small enough to be filled.

use anyhow::{Context, Result, ensure};
use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    process::Command,
};

/// A file system in memory, mounted in a folder; it goes when it is dropped.
#[derive(Debug)]
pub(super) struct Disk {
    root: PathBuf,
}

impl Disk {
    /// Mounts one of so many MiB in a folder that exists; only root may.
    pub(super) fn mount(root: &Path, mib: u32) -> Result<Self> {
        let size = format!("size={mib}m,mode=755");
        run(Command::new("mount").args(["-t", "tmpfs", "-o", &size, "scaleph-chaos"]).arg(root))?;
        Ok(Self { root: root.to_owned() })
    }

    /// Fills it, to the last page.
    pub(super) fn fill(&self) -> Result<()> {
        let mut file = fs::File::create(self.ballast())?;
        for size in [1 << 20, 4096] {
            let block = vec![7_u8; size];
            loop {
                match file.write_all(&block) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => return Err(error).context("filling the disk"),
                }
            }
        }
        Ok(())
    }

    /// Gives the room back.
    pub(super) fn free(&self) -> Result<()> {
        fs::remove_file(self.ballast()).context("freeing the disk")
    }

    fn ballast(&self) -> PathBuf {
        self.root.join("ballast")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: whatever still has a file open there keeps it for itself.
        if let Err(error) = run(Command::new("umount").arg("-l").arg(&self.root)) {
            eprintln!("  {error:#}");
        }
    }
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("starting {command:?}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{}: {}", crate::process::told(command), said.trim());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_takes_nothing_until_it_is_freed() {
        let folder = tempfile::tempdir().unwrap();
        let Ok(disk) = Disk::mount(folder.path(), 8) else {
            println!("skipped: a disk can be filled by root only");
            return;
        };
        disk.fill().unwrap();
        let refused = fs::write(folder.path().join("one"), vec![1; 8192]).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::StorageFull);
        disk.free().unwrap();
        fs::write(folder.path().join("one"), vec![1; 8192]).unwrap();
        drop(disk);
        assert!(!folder.path().join("one").exists());
    }
}
