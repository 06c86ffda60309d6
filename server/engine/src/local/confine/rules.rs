//! What an engine process may open: decided by looking at paths, enforced elsewhere.

use crate::local::{LocalError, Result};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Software and devices that every Java program needs; what a host does not have is left out.
const SYSTEM: [&str; 14] = [
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/bin",
    "/nix/store",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
    // How much memory and how many processors there are.
    "/sys/fs/cgroup",
    "/sys/devices/system/cpu",
    "/sys/devices/system/node",
    "/sys/kernel/mm/transparent_hugepage",
];

/// Of `/etc` only what libraries, names, zones and certificates need.
const ETC: [&str; 19] = [
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "timezone",
    "hosts",
    "hostname",
    "host.conf",
    "gai.conf",
    "resolv.conf",
    "nsswitch.conf",
    "passwd",
    "group",
    "services",
    "protocols",
    "ssl/certs",
    "ca-certificates",
    "pki/java",
    "pki/ca-trust",
];

/// Environment variables that reach an engine process, beside those that begin with `FLINK_`.
const VARIABLES: [&str; 5] = ["PATH", "LANG", "LC_ALL", "TZ", "JAVA_HOME"];

/// What one process is started with; written by the server where engines cannot write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Folders and files to read, beside what every Java program needs.
    pub read: Vec<PathBuf>,
    /// Folders and files to read and write.
    pub write: Vec<PathBuf>,
    /// What must stay closed: the start is refused if one of the above holds it.
    pub never: Vec<PathBuf>,
    /// The whole environment.
    pub environment: BTreeMap<String, String>,
    /// Who the process becomes, if the launcher may choose.
    pub user: Option<User>,
    /// Whether to refuse the start when neither Landlock nor another user confines it.
    pub demand: bool,
    /// Where the launcher says what it enforced.
    pub report: Option<PathBuf>,
}

/// A second account for engine processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Its number.
    pub uid: u32,
    /// The number of its group.
    pub gid: u32,
}

impl Rules {
    /// Everything that may be read, that is there.
    pub(super) fn readable(&self) -> Vec<PathBuf> {
        let etc = ETC.iter().map(|name| Path::new("/etc").join(name));
        let all = SYSTEM.iter().map(PathBuf::from).chain(etc).chain(java_settings()).chain(self.read.iter().cloned());
        all.filter(|path| path.exists()).collect()
    }

    /// The environment, reduced to what is allowed.
    pub(super) fn environment(&self) -> impl Iterator<Item = (&String, &String)> {
        let allowed = |name: &str| VARIABLES.contains(&name) || name.starts_with("FLINK_");
        self.environment.iter().filter(move |(name, _)| allowed(name))
    }

    /// Refuses rules that would open what must stay closed.
    ///
    /// # Errors
    /// [`LocalError::Exposed`] names both.
    pub fn check(&self) -> Result<()> {
        let open: Vec<PathBuf> = self.readable().into_iter().chain(self.write.iter().cloned()).collect();
        for forbidden in self.never.iter().map(|path| resolved(path)) {
            if let Some(open) = open.iter().find(|open| forbidden.starts_with(resolved(open))) {
                return Err(LocalError::Exposed { forbidden, open: open.clone() });
            }
        }
        Ok(())
    }
}

/// Debian keeps the settings of each JDK in `/etc/java-17-openjdk` and the like.
fn java_settings() -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir("/etc").into_iter().flatten();
    let named = entries
        .filter_map(|entry| entry.ok())
        .filter(|entry| entry.file_name().as_encoded_bytes().starts_with(b"java"));
    named.map(|entry| entry.path())
}

/// Follows links as far as the path exists.
fn resolved(path: &Path) -> PathBuf {
    for ancestor in path.ancestors() {
        if let Ok(real) = ancestor.canonicalize() {
            let rest = path.strip_prefix(ancestor).unwrap_or(Path::new(""));
            return if rest.as_os_str().is_empty() { real } else { real.join(rest) };
        }
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(read: &Path, never: &Path) -> Rules {
        Rules {
            read: vec![read.into()],
            write: vec![],
            never: vec![never.into()],
            environment: BTreeMap::new(),
            user: None,
            demand: false,
            report: None,
        }
    }

    #[test]
    fn a_folder_that_holds_the_key_is_never_opened_not_even_by_a_link() {
        let root = tempfile::tempdir().unwrap();
        let data = root.path().join("data");
        std::fs::create_dir(&data).unwrap();
        std::os::unix::fs::symlink(root.path(), root.path().join("link")).unwrap();
        for open in [root.path().to_owned(), data.clone(), root.path().join("link")] {
            assert_eq!(rules(&open, &data).check().unwrap_err().code(), "exposed", "{}", open.display());
            assert_eq!(rules(&open, &data.join("not/yet")).check().unwrap_err().code(), "exposed");
        }
    }

    #[test]
    fn a_folder_inside_the_data_directory_can_be_opened() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("work")).unwrap();
        rules(&root.path().join("work"), root.path()).check().unwrap();
    }

    #[test]
    fn only_variables_that_are_needed_pass() {
        let mut rules = rules(Path::new("/usr"), Path::new("/data"));
        let given = ["PATH", "FLINK_CONF_DIR", "DATABASE_URL", "LD_PRELOAD", "JAVA_TOOL_OPTIONS", "TZ"];
        rules.environment = given.iter().map(|name| ((*name).into(), String::new())).collect();
        let passed: Vec<&str> = rules.environment().map(|(name, _)| name.as_str()).collect();
        assert_eq!(passed, ["FLINK_CONF_DIR", "PATH", "TZ"]);
    }

    #[test]
    fn nothing_of_proc_is_open() {
        let readable = rules(Path::new("/usr"), Path::new("/data")).readable();
        assert!(
            readable
                .iter()
                .all(|path| !path.starts_with("/proc") && path != Path::new("/etc") && path != Path::new("/"))
        );
    }
}
