//! Finds the Java that Flink runs on, and asks it what it is.

use crate::local::{LocalError, Result};
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::process::Command;

/// The versions Flink 1.20 runs on.
pub const SUPPORTED: [u32; 3] = [11, 17, 21];

/// A Java runtime that was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Java {
    /// Its folder, with `bin/java` in it.
    pub home: PathBuf,
    /// What it says of itself: `17.0.15`.
    pub version: String,
    /// The first number of the version.
    pub major: u32,
}

impl Java {
    /// Finds Java by setting, then `JAVA_HOME`, then `PATH`.
    ///
    /// # Errors
    /// [`LocalError::JavaMissing`], [`LocalError::JavaUnsupported`], [`LocalError::JavaBroken`].
    pub async fn find(setting: Option<&Path>) -> Result<Self> {
        let program = match (setting, std::env::var_os("JAVA_HOME").filter(|home| !home.is_empty())) {
            (Some(home), _) => home.join("bin/java"),
            (None, Some(home)) if Path::new(&home).join("bin/java").is_file() => PathBuf::from(home).join("bin/java"),
            _ => on_path("java").ok_or(LocalError::JavaMissing)?,
        };
        if !program.is_file() {
            return Err(LocalError::JavaMissing);
        }
        Self::ask(&program).await
    }

    /// The program that starts it.
    pub fn program(&self) -> PathBuf {
        self.home.join("bin/java")
    }

    /// Class-data archives made at exit came with Java 13.
    pub(crate) fn can_archive_classes(&self) -> bool {
        self.major >= 13
    }

    async fn ask(program: &Path) -> Result<Self> {
        let broken = || LocalError::JavaBroken { path: program.into() };
        let mut command = Command::new(program);
        command.args(["-XshowSettings:properties", "-version"]).stdin(Stdio::null()).kill_on_drop(true);
        let output = tokio::time::timeout(Duration::from_secs(30), command.output())
            .await
            .map_err(|_| broken())?
            .map_err(|_| broken())?;

        // Asked and not guessed from the path: a `java` on the path may be a script that chooses one.
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        let property = |name: &str| {
            let line = said.lines().find_map(|line| line.trim().strip_prefix(name)?.trim_start().strip_prefix('='));
            line.map(|value| value.trim().to_owned())
        };
        let version = property("java.version").ok_or_else(broken)?;
        let home = PathBuf::from(property("java.home").ok_or_else(broken)?);
        let major = major(&version).ok_or_else(broken)?;
        if !SUPPORTED.contains(&major) {
            return Err(LocalError::JavaUnsupported { found: version, path: program.into() });
        }
        let home = home.canonicalize().map_err(LocalError::io(&home))?;
        Ok(Self { home, version, major })
    }
}

/// A program found by `PATH`.
pub(crate) fn on_path(program: impl AsRef<OsStr>) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program.as_ref())).find(|file| file.is_file())
}

/// `1.8.0_392` is 8, `17.0.15` is 17, `21-ea` is 21.
fn major(version: &str) -> Option<u32> {
    let mut numbers = version.split(|c: char| !c.is_ascii_digit()).map(str::parse);
    match numbers.next()? {
        Ok(1) => numbers.next()?.ok(),
        first => first.ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_major_version_is_read_from_old_and_new_spellings() {
        let read = ["1.8.0_392", "11.0.2", "17.0.15", "21-ea", "x"].map(major);
        assert_eq!(read, [Some(8), Some(11), Some(17), Some(21), None]);
    }

    #[tokio::test]
    async fn an_old_java_is_named_with_its_version() {
        let home = tempfile::tempdir().unwrap();
        let program = home.path().join("bin/java");
        std::fs::create_dir(home.path().join("bin")).unwrap();
        std::fs::write(&program, "#!/bin/sh\necho '    java.home = /x' >&2\necho '    java.version = 1.8.0_392' >&2\n")
            .unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        let error = Java::find(Some(home.path())).await.unwrap_err();
        assert!(matches!(&error, LocalError::JavaUnsupported { found, .. } if found == "1.8.0_392"), "{error}");
    }

    #[tokio::test]
    async fn a_folder_without_java_is_said_to_be_one() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(Java::find(Some(home.path())).await.unwrap_err().code(), "java_missing");
    }
}
