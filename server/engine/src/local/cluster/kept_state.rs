//! State that jobs left on disk: checkpoints that were kept, and savepoints.
//!
//! What is found here can be newer than what the JobManager told last, for it may have been killed in between.

use super::{beneath, layout::Layout};
use crate::local::{LocalError, Result};
use model::flink::FlinkJobId;
use rustix::{
    fd::{AsFd, OwnedFd},
    fs::{AtFlags, Dir, FileType, Mode, OFlags, ResolveFlags, openat2, statat},
};
use std::{
    fs, io,
    os::fd::AsRawFd,
    path::{Path, PathBuf},
};

/// The most entries of a folder that are looked at.
const MOST_ENTRIES: usize = 10_000;

/// A checkpoint or savepoint that is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptState {
    /// What a job can begin with: `file:///…/chk-7`.
    pub path: String,
    /// When it was complete, in milliseconds since 1970.
    pub completed_at: i64,
    /// In bytes: of the files of its own folder, but not of those that it shares with others.
    pub size: u64,
}

/// The newest complete checkpoint of a job.
///
/// # Errors
/// [`LocalError::Io`]: also when something that is no folder stands in the place of one.
pub(crate) fn newest_checkpoint(layout: &Layout, job: FlinkJobId) -> Result<Option<KeptState>> {
    let number = |name: &str| name.strip_prefix("chk-")?.parse::<u64>().ok();
    newest(layout, &Path::new("checkpoints").join(job.to_string()), |name, _| number(name))
}

/// The newest complete savepoint in the folder of an operation.
///
/// # Errors
/// As [`newest_checkpoint`].
pub(crate) fn newest_savepoint(layout: &Layout, operation: &str) -> Result<Option<KeptState>> {
    let is_savepoint = |name: &str| name.starts_with("savepoint-");
    newest(layout, &savepoints(operation), |name, completed_at| is_savepoint(name).then_some(completed_at))
}

/// Deletes all checkpoints of a job. That there are none is fine.
///
/// # Errors
/// As [`newest_checkpoint`].
pub(crate) fn delete_checkpoints(layout: &Layout, job: FlinkJobId) -> Result<()> {
    let (all, name) = (Path::new("checkpoints"), job.to_string());
    let Some(opened) = beneath::open_folder(&layout.work(), all)? else { return Ok(()) };
    // By the folder that was opened: what stands in its place by now does not matter. Links in it are deleted, not followed.
    let by_handle = PathBuf::from(format!("/proc/self/fd/{}", opened.as_raw_fd())).join(&name);
    match fs::symlink_metadata(&by_handle) {
        Ok(meta) if meta.is_dir() => {}
        Ok(_) => return Err(LocalError::io(layout.work().join(all).join(name))(io::Error::other("it is no folder"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(LocalError::io(layout.work().join(all).join(name))(error)),
    }
    match fs::remove_dir_all(&by_handle) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(LocalError::io(layout.work().join(all).join(name))(error))
        }
        _ => Ok(()),
    }
}

/// Where the savepoints of an operation come, as a URI.
pub(crate) fn savepoint_directory(layout: &Layout, operation: &str) -> String {
    format!("file://{}", layout.work().join(savepoints(operation)).display())
}

/// What is no letter, digit or `-` could lead elsewhere.
fn savepoints(operation: &str) -> PathBuf {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    Path::new("savepoints").join(operation.chars().map(plain).collect::<String>())
}

/// The complete one in a folder that comes last in an order.
fn newest<K: Ord>(layout: &Layout, folder: &Path, key: impl Fn(&str, i64) -> Option<K>) -> Result<Option<KeptState>> {
    let path = layout.work().join(folder);
    let Some(opened) = beneath::open_folder(&layout.work(), folder)? else { return Ok(None) };
    let entries = Dir::read_from(&opened).map_err(|error| LocalError::io(&path)(error.into()))?;
    let names = entries.take(MOST_ENTRIES).filter_map(|entry| entry.ok()?.file_name().to_str().ok().map(str::to_owned));
    let complete = names.filter_map(|name| {
        let (state, completed_at) = completed(&opened, &name)?;
        Some((key(&name, completed_at)?, name, (state, completed_at)))
    });
    let newest = complete.max_by(|one, other| one.0.cmp(&other.0));
    Ok(newest.map(|(_, name, (state, completed_at))| {
        let path = format!("file://{}", path.join(name).display());
        KeptState { path, completed_at, size: size_of(&state) }
    }))
}

/// Of the plain files of a folder, in bytes.
fn size_of(folder: &OwnedFd) -> u64 {
    let Ok(entries) = Dir::read_from(folder) else { return 0 };
    let sizes = entries.take(MOST_ENTRIES).filter_map(|entry| {
        let meta = statat(folder, entry.ok()?.file_name(), AtFlags::SYMLINK_NOFOLLOW).ok()?;
        let is_file = FileType::from_raw_mode(meta.st_mode) == FileType::RegularFile;
        is_file.then(|| u64::try_from(meta.st_size).unwrap_or_default())
    });
    sizes.sum()
}

/// A snapshot's folder, and when the file was written that is there last; nothing as long as it is not, or is something else.
fn completed(folder: &OwnedFd, name: &str) -> Option<(OwnedFd, i64)> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
    let state = openat2(folder, name, flags, Mode::empty(), resolve).ok()?;
    let meta = statat(state.as_fd(), "_metadata", AtFlags::SYMLINK_NOFOLLOW).ok()?;
    let is_file = FileType::from_raw_mode(meta.st_mode) == FileType::RegularFile;
    let nanos = i64::try_from(meta.st_mtime_nsec).ok()?;
    let completed_at = meta.st_mtime.saturating_mul(1000) + nanos / 1_000_000;
    (is_file && meta.st_size > 0).then_some((state, completed_at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    const ID: &str = "92b6735deda398222076cd63d46433db";

    fn cluster() -> (tempfile::TempDir, Layout, PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let layout = Layout::new(root.path().join("c"));
        layout.create(None).unwrap();
        let folder = layout.folder("checkpoints").join(ID);
        (root, layout, folder)
    }

    fn keep(folder: &Path, name: &str, metadata: &str) {
        fs::create_dir_all(folder.join(name)).unwrap();
        fs::write(folder.join(name).join("_metadata"), metadata).unwrap();
    }

    #[test]
    fn the_newest_complete_checkpoint_is_the_one_of_the_greatest_number() {
        let (_root, layout, folder) = cluster();
        let found = || newest_checkpoint(&layout, ID.parse().unwrap()).unwrap();
        assert_eq!(found(), None);
        fs::create_dir_all(folder.join("chk-12")).unwrap();
        fs::create_dir_all(folder.join("shared")).unwrap();
        assert_eq!(found(), None);
        keep(&folder, "chk-10", "x");
        keep(&folder, "chk-9", "x");
        keep(&folder, "chk-11", "");
        keep(&folder, "chk-x", "x");
        let kept = found().unwrap();
        assert_eq!(kept.path, format!("file://{}/chk-10", folder.display()));
        assert!(kept.completed_at > 1_600_000_000_000);
        fs::write(folder.join("chk-10/operator"), "12345").unwrap();
        assert_eq!((kept.size, found().unwrap().size), (1, 6));
    }

    #[test]
    fn what_a_link_leads_to_is_no_state() {
        let (root, layout, folder) = cluster();
        keep(root.path(), "chk-99", "x");
        fs::create_dir_all(folder.join("chk-2")).unwrap();
        symlink(root.path().join("chk-99"), folder.join("chk-99")).unwrap();
        symlink(root.path().join("chk-99/_metadata"), folder.join("chk-2/_metadata")).unwrap();
        assert_eq!(newest_checkpoint(&layout, ID.parse().unwrap()).unwrap(), None);
        fs::remove_dir_all(&folder).unwrap();
        symlink(root.path(), &folder).unwrap();
        newest_checkpoint(&layout, ID.parse().unwrap()).unwrap_err();
    }

    #[test]
    fn the_checkpoints_of_a_job_are_deleted_and_nothing_that_a_link_leads_to() {
        let (root, layout, folder) = cluster();
        let job = ID.parse().unwrap();
        delete_checkpoints(&layout, job).unwrap();
        keep(&folder, "chk-3", "x");
        keep(root.path(), "elsewhere", "x");
        symlink(root.path().join("elsewhere"), folder.join("shared")).unwrap();
        delete_checkpoints(&layout, job).unwrap();
        assert!(!folder.exists() && layout.folder("checkpoints").exists());
        assert!(root.path().join("elsewhere/_metadata").exists());

        keep(&root.path().join(ID), "chk-1", "x");
        symlink(root.path().join(ID), &folder).unwrap();
        delete_checkpoints(&layout, job).unwrap_err();
        fs::remove_dir_all(layout.folder("checkpoints")).unwrap();
        symlink(root.path(), layout.folder("checkpoints")).unwrap();
        delete_checkpoints(&layout, job).unwrap_err();
        assert!(root.path().join(ID).join("chk-1/_metadata").exists());
    }

    #[test]
    fn an_operation_has_a_folder_of_its_own_whatever_it_is_called() {
        let (_root, layout, _) = cluster();
        let uri = savepoint_directory(&layout, "../018f-a b");
        assert_eq!(uri, format!("file://{}/___018f-a_b", layout.folder("savepoints").display()));
        assert_eq!(newest_savepoint(&layout, "o").unwrap(), None);
        keep(&layout.folder("savepoints").join("o"), "savepoint-92b673-1", "x");
        assert!(newest_savepoint(&layout, "o").unwrap().unwrap().path.ends_with("/savepoints/o/savepoint-92b673-1"));
    }
}
