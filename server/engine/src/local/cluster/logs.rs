//! Reads the ends of logs that code of users may have written, or put something else in the place of.

use super::{
    beneath::open_file,
    layout::{Layout, log_name},
};
use crate::local::{LocalError, Result, process::Role};
use serde::{Deserialize, Serialize};
use std::{
    io::{Read, Seek, SeekFrom},
    path::PathBuf,
};

/// Which log of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Log {
    /// What Flink logs.
    Flink,
    /// Standard output and error.
    Output,
    /// Standard output and error of the process before.
    OutputBefore,
}

/// The last whole lines of a log within so many bytes; empty if there is none yet.
///
/// # Errors
/// [`LocalError::Io`]: also when something that is no plain file of the cluster stands in its place.
pub(crate) fn tail(layout: &Layout, role: Role, log: Log, most_bytes: u64) -> Result<String> {
    let (folder, name) = match log {
        Log::Flink => (layout.work(), PathBuf::from("log").join(log_name(role))),
        Log::Output => (layout.out(), PathBuf::from(format!("{}.out", role.as_str()))),
        Log::OutputBefore => (layout.out(), PathBuf::from(format!("{}.out.1", role.as_str()))),
    };
    let Some(mut file) = open_file(&folder, &name)? else { return Ok(String::new()) };
    let read = || {
        let start = file.metadata()?.len().saturating_sub(most_bytes);
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.take(most_bytes).read_to_end(&mut bytes)?;
        let cut = if start == 0 { 0 } else { bytes.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1) };
        Ok(String::from_utf8_lossy(&bytes[cut..]).into_owned())
    };
    read().map_err(LocalError::io(folder.join(&name)))
}

/// The line of a log that says best why a process ended.
pub(crate) fn reason(text: &str) -> Option<&str> {
    let mut lines = text.lines().rev().map(str::trim).filter(|line| !line.is_empty());
    let is_cause = |line: &&str| line.starts_with("Caused by:");
    let is_error = |line: &&str| {
        ["Exception", "Error", "error"].iter().any(|word| line.contains(word)) && !line.starts_with("at ")
    };
    let found = lines.clone().find(is_cause).or_else(|| lines.clone().find(is_error));
    found.or_else(|| lines.next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, os::unix::fs::symlink};

    fn with_log(text: &str) -> (tempfile::TempDir, Layout, PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let layout = Layout::new(root.path().join("c"));
        layout.create(None).unwrap();
        let log = layout.log_file(Role::JobManager);
        fs::write(&log, text).unwrap();
        (root, layout, log)
    }

    #[test]
    fn the_end_of_a_log_begins_with_a_whole_line() {
        let (_root, layout, _) = with_log("first\nsecond\nthird\n");
        assert_eq!(tail(&layout, Role::JobManager, Log::Flink, 9).unwrap(), "third\n");
        assert_eq!(tail(&layout, Role::JobManager, Log::Flink, 900).unwrap(), "first\nsecond\nthird\n");
        assert_eq!(tail(&layout, Role::Gateway, Log::Output, 9).unwrap(), "");
    }

    #[test]
    fn a_link_in_place_of_a_log_or_its_folder_is_not_followed() {
        let (root, layout, log) = with_log("");
        let key = root.path().join(log_name(Role::JobManager));
        fs::write(&key, "secret").unwrap();
        fs::remove_file(&log).unwrap();
        symlink(&key, &log).unwrap();
        tail(&layout, Role::JobManager, Log::Flink, 900).unwrap_err();
        fs::remove_file(&log).unwrap();
        fs::remove_dir(layout.folder("log")).unwrap();
        symlink(root.path(), layout.folder("log")).unwrap();
        tail(&layout, Role::JobManager, Log::Flink, 900).unwrap_err();
    }

    #[test]
    fn the_last_cause_is_the_reason() {
        let text = "start\njava.lang.Exception: a\n\tat x\nCaused by: b\n\tat y\n";
        assert_eq!(reason(text), Some("Caused by: b"));
        assert_eq!(reason("one\njava.lang.OutOfMemoryError: heap\n  at z\n"), Some("java.lang.OutOfMemoryError: heap"));
        assert_eq!(reason("\nonly this\n\n"), Some("only this"));
    }
}
