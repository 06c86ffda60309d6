//! Runs the Maven client, so that the user's own mirrors, proxies and credentials hold. Knows nothing of Flink.

use super::java::on_path;
use crate::local::{LocalError, Result};
use rustix::process::{Pid, Signal, kill_process_group};
use std::{
    collections::BTreeSet,
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::process::Command;

/// One run of `mvn dependency:copy-dependencies`.
pub(super) struct CopyDependencies<'a> {
    /// The program, if a setting names it.
    pub(super) program: Option<&'a Path>,
    /// The Java it runs on.
    pub(super) java_home: &'a Path,
    /// The folder with `pom.xml`; its output goes to `mvn.log` there.
    pub(super) folder: &'a Path,
    /// Where the jars go.
    pub(super) output: &'a Path,
    /// How long it may take.
    pub(super) timeout: Duration,
}

impl CopyDependencies<'_> {
    /// Runs to the end; `fetched` is called now and then with the file names Maven said it has.
    ///
    /// # Errors
    /// [`LocalError::MavenMissing`], [`LocalError::MavenFailed`], [`LocalError::MavenTimeout`],
    /// [`LocalError::DiskFull`].
    pub(super) async fn run(&self, mut fetched: impl FnMut(&BTreeSet<String>)) -> Result<()> {
        let program = match self.program {
            Some(named) if named.is_file() => named.to_owned(),
            Some(_) => return Err(LocalError::MavenMissing),
            None => on_path("mvn").ok_or(LocalError::MavenMissing)?,
        };
        let log = self.folder.join("mvn.log");
        let out = File::create(&log).map_err(LocalError::io(&log))?;
        let err = out.try_clone().map_err(LocalError::io(&log))?;

        let mut output = std::ffi::OsString::from("-DoutputDirectory=");
        output.push(self.output);
        let mut child = Command::new(&program)
            .args(["-B", "-Dstyle.color=never", "-Dmdep.useBaseVersion=true", "dependency:copy-dependencies"])
            .arg(output)
            .current_dir(self.folder)
            .env("JAVA_HOME", self.java_home)
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .process_group(0)
            .spawn()
            .map_err(LocalError::io(&program))?;
        // A dropped future must not leave a download running: `mvn` is a script, so the whole group is ended.
        let group = Group(child.id().and_then(|id| Pid::from_raw(id.cast_signed())));

        let mut reader = LogReader { file: File::open(&log).map_err(LocalError::io(&log))?, rest: String::new() };
        let deadline = tokio::time::Instant::now() + self.timeout;
        let mut seen = BTreeSet::new();
        let mut errors = Vec::new();
        let status = loop {
            let ended = tokio::time::timeout(Duration::from_millis(200), child.wait()).await;
            reader.read(&mut seen, &mut errors);
            fetched(&seen);
            if let Ok(status) = ended {
                break status.map_err(LocalError::io(&program))?;
            }
            if tokio::time::Instant::now() > deadline {
                return Err(LocalError::MavenTimeout { seconds: self.timeout.as_secs(), log });
            }
        };
        drop(group);
        if status.success() {
            return Ok(());
        }
        if errors.iter().any(|line| line.contains("No space left on device")) {
            return Err(LocalError::DiskFull { path: self.output.into(), needed: 1, free: 0 });
        }
        let line = errors.into_iter().next().unwrap_or_else(|| format!("it ended with {status}"));
        Err(LocalError::MavenFailed { line, log })
    }
}

struct Group(Option<Pid>);

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(pid) = self.0 {
            // Gone already is what is wanted.
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}

/// Follows the log: which files came, and what was called an error.
struct LogReader {
    file: File,
    rest: String,
}

impl LogReader {
    fn read(&mut self, seen: &mut BTreeSet<String>, errors: &mut Vec<String>) {
        let mut bytes = Vec::new();
        if self.file.read_to_end(&mut bytes).is_err() {
            return;
        }
        self.rest.push_str(&String::from_utf8_lossy(&bytes));
        let Some(end) = self.rest.rfind('\n') else { return };
        let lines: String = self.rest.drain(..=end).collect();
        for line in lines.lines() {
            if let Some(name) = downloaded(line) {
                seen.insert(name.to_owned());
            } else if let Some(said) = line.strip_prefix("[ERROR] ").filter(|_| errors.len() < 20) {
                errors.push(said.trim().to_owned());
            }
        }
    }
}

/// `Downloaded from central: https://…/a-1.jar (38 MB at 6 MB/s)` names `a-1.jar`.
fn downloaded(line: &str) -> Option<&str> {
    let address = line.strip_prefix("[INFO] Downloaded from ")?.split_once(": ")?.1.split(' ').next()?;
    address.rsplit('/').next().filter(|name| name.ends_with(".jar"))
}

/// Says where a folder's log is, for a page.
pub(super) fn log_of(folder: &Path) -> PathBuf {
    folder.join("mvn.log")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn script(folder: &Path, text: &str) -> PathBuf {
        let file = folder.join("mvn");
        std::fs::write(&file, format!("#!/bin/sh\n{text}\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
        file
    }

    async fn run(program: &Path, timeout: Duration) -> (Result<()>, BTreeSet<String>) {
        let folder = program.parent().unwrap();
        let mut names = BTreeSet::new();
        let copy = CopyDependencies { program: Some(program), java_home: folder, folder, output: folder, timeout };
        let result = copy.run(|seen| names.clone_from(seen)).await;
        (result, names)
    }

    #[tokio::test]
    async fn what_came_is_read_from_the_log_while_it_runs() {
        let folder = tempfile::tempdir().unwrap();
        let program = script(
            folder.path(),
            "echo '[INFO] Downloaded from m: http://h/g/a-1.jar (3 kB at 1 kB/s)'\n\
             echo '[INFO] Downloaded from m: http://h/g/a-1.pom (3 kB at 1 kB/s)'",
        );
        let (result, names) = run(&program, Duration::from_secs(20)).await;
        result.unwrap();
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["a-1.jar"]);
    }

    #[tokio::test]
    async fn the_first_error_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let program = script(folder.path(), "echo '[ERROR] no route to host'\necho '[ERROR] other'\nexit 1");
        let error = run(&program, Duration::from_secs(20)).await.0.unwrap_err();
        assert!(matches!(&error, LocalError::MavenFailed { line, .. } if line == "no route to host"), "{error}");
    }

    #[tokio::test]
    async fn a_full_disk_is_called_so() {
        let folder = tempfile::tempdir().unwrap();
        let program = script(folder.path(), "echo '[ERROR] java.io.IOException: No space left on device'\nexit 1");
        assert_eq!(run(&program, Duration::from_secs(20)).await.0.unwrap_err().code(), "disk_full");
    }

    #[tokio::test]
    async fn one_that_never_ends_is_ended_with_its_children() {
        let folder = tempfile::tempdir().unwrap();
        let program = script(folder.path(), "sleep 300 & echo $! > child\nwait");
        let error = run(&program, Duration::from_millis(700)).await.0.unwrap_err();
        assert_eq!(error.code(), "maven_timeout");
        let child = std::fs::read_to_string(folder.path().join("child")).unwrap();
        let stat = PathBuf::from(format!("/proc/{}/stat", child.trim()));
        let deadline = std::time::Instant::now() + Duration::from_secs(5);
        while std::fs::read_to_string(&stat).is_ok_and(|text| !text.contains(") Z ")) {
            assert!(std::time::Instant::now() < deadline, "the download's child still runs");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    #[tokio::test]
    async fn a_missing_client_is_named() {
        let error = run(Path::new("/nowhere/mvn"), Duration::from_secs(1)).await.0.unwrap_err();
        assert_eq!(error.code(), "maven_missing");
    }
}
