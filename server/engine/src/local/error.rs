//! What goes wrong with Flink on this host, as codes with parameters; sentences are made elsewhere.

use std::{collections::BTreeMap, io, path::PathBuf};

/// The result of an act on the local engine.
pub type Result<T, E = LocalError> = std::result::Result<T, E>;

/// Why Flink cannot be provided, started, watched or stopped on this host.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LocalError {
    /// No Java was found by setting, `JAVA_HOME` or `PATH`.
    #[error("no java was found: install a Java 11, 17 or 21 runtime, or name its folder in the setting `java_home`")]
    JavaMissing,
    /// There is a Java, of a version Flink does not run on.
    #[error("java {found} at {} is not of version 11, 17 or 21: install one, or name it in `java_home`", path.display())]
    JavaUnsupported {
        /// What it says of itself.
        found: String,
        /// Where it is.
        path: PathBuf,
    },
    /// A Java that does not answer `-version`.
    #[error("java at {} does not answer", path.display())]
    JavaBroken {
        /// Where it is.
        path: PathBuf,
    },
    /// No Maven client was found.
    #[error("no mvn was found: install Maven, or name an unpacked Flink distribution in the setting `flink_home`")]
    MavenMissing,
    /// The Maven client ended with an error.
    #[error("mvn failed: {line} (its output: {})", log.display())]
    MavenFailed {
        /// The first thing it called an error.
        line: String,
        /// All it said.
        log: PathBuf,
    },
    /// The Maven client did not end in time.
    #[error("mvn did not end within {seconds} s (its output: {})", log.display())]
    MavenTimeout {
        /// What it was given.
        seconds: u64,
        /// What it said until then.
        log: PathBuf,
    },
    /// A jar is not the one that is pinned.
    #[error(
        "{coordinate} is not the pinned jar: sha-256 {found} instead of {expected}; it was thrown away, check the mirror it came from"
    )]
    WrongHash {
        /// `group:artifact:version`.
        coordinate: String,
        /// The pinned SHA-256.
        expected: String,
        /// That of the file.
        found: String,
    },
    /// A pinned jar did not come.
    #[error("{coordinate} did not come from the Maven repository")]
    JarMissing {
        /// `group:artifact:version`.
        coordinate: String,
    },
    /// There is not enough room.
    #[error("no room in {}: {free} bytes are free, {needed} are needed", path.display())]
    DiskFull {
        /// Where.
        path: PathBuf,
        /// In bytes.
        needed: u64,
        /// In bytes.
        free: u64,
    },
    /// The folder a setting names is no Flink.
    #[error("{} is no flink home: it has no {missing}", path.display())]
    NotAFlinkHome {
        /// What was named.
        path: PathBuf,
        /// What was looked for.
        missing: String,
    },
    /// The manifest cannot be read.
    #[error("the manifest of flink jars is wrong: {reason}")]
    BadManifest {
        /// What is wrong with it.
        reason: String,
    },
    /// The manifest has no such connector set.
    #[error("there is no connector set `{name}`")]
    NoSuchSet {
        /// What was asked for.
        name: String,
    },
    /// A process ended before it was ready.
    #[error("{role} ended before it was ready: {line} (its output: {})", log.display())]
    EndedEarly {
        /// Which.
        role: &'static str,
        /// The last line it wrote that looks like a reason.
        line: String,
        /// All it wrote.
        log: PathBuf,
    },
    /// The processes run, and are not ready in time.
    #[error("{step} was not reached within {seconds} s")]
    NotReady {
        /// What was waited for.
        step: &'static str,
        /// How long.
        seconds: u64,
    },
    /// Another program took a port between choosing and binding, again and again.
    #[error("port {port} on the loopback is taken by another program")]
    PortTaken {
        /// Which.
        port: u16,
    },
    /// The rules would give an engine what it must never see.
    #[error("{} would be open to engines, because {} is", forbidden.display(), open.display())]
    Exposed {
        /// What must stay closed.
        forbidden: PathBuf,
        /// What would be opened, and holds it.
        open: PathBuf,
    },
    /// Neither Landlock nor a second user confines engine processes, and the settings demand it.
    #[error("engine processes cannot be confined on this host: {reason}")]
    Unconfined {
        /// Why not.
        reason: String,
    },
    /// A process would not end.
    #[error("process {pid} ({role}) does not end")]
    WillNotEnd {
        /// Which.
        role: &'static str,
        /// Its id.
        pid: i32,
    },
    /// A stop, or the end of the server, came in between.
    #[error("it was interrupted")]
    Interrupted,
    /// What a process answers over HTTP is not what Flink would.
    #[error("{what} gave no usable answer: {reason}")]
    BadAnswer {
        /// Whom was asked.
        what: &'static str,
        /// What was wrong.
        reason: String,
    },
    /// Something of this name cannot be: a path, a name, a setting.
    #[error("{what} cannot be `{value}`: {reason}")]
    BadSetting {
        /// Which setting.
        what: &'static str,
        /// Its value.
        value: String,
        /// What is allowed.
        reason: &'static str,
    },
    /// A file or folder cannot be used.
    #[error("{} cannot be used: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl LocalError {
    /// The code that words are found by.
    pub fn code(&self) -> &'static str {
        match self {
            Self::JavaMissing => "java_missing",
            Self::JavaUnsupported { .. } => "java_unsupported",
            Self::JavaBroken { .. } => "java_broken",
            Self::MavenMissing => "maven_missing",
            Self::MavenFailed { .. } => "maven_failed",
            Self::MavenTimeout { .. } => "maven_timeout",
            Self::WrongHash { .. } => "wrong_hash",
            Self::JarMissing { .. } => "jar_missing",
            Self::DiskFull { .. } => "disk_full",
            Self::NotAFlinkHome { .. } => "not_a_flink_home",
            Self::BadManifest { .. } => "bad_manifest",
            Self::NoSuchSet { .. } => "no_such_set",
            Self::EndedEarly { .. } => "ended_early",
            Self::NotReady { .. } => "not_ready",
            Self::PortTaken { .. } => "port_taken",
            Self::Exposed { .. } => "exposed",
            Self::Unconfined { .. } => "unconfined",
            Self::WillNotEnd { .. } => "will_not_end",
            Self::Interrupted => "interrupted",
            Self::BadAnswer { .. } => "bad_answer",
            Self::BadSetting { .. } => "bad_setting",
            Self::Io { .. } => "io",
        }
    }

    /// The values that a sentence for [`LocalError::code`] names.
    pub fn params(&self) -> BTreeMap<&'static str, String> {
        let pairs: Vec<(&'static str, String)> = match self {
            Self::JavaMissing | Self::MavenMissing | Self::Interrupted => vec![],
            Self::JavaUnsupported { found, path } => vec![("found", found.clone()), ("path", shown(path))],
            Self::JavaBroken { path } => vec![("path", shown(path))],
            Self::MavenFailed { line, log } => vec![("line", line.clone()), ("log", shown(log))],
            Self::MavenTimeout { seconds, log } => vec![("seconds", seconds.to_string()), ("log", shown(log))],
            Self::WrongHash { coordinate, expected, found } => {
                vec![("coordinate", coordinate.clone()), ("expected", expected.clone()), ("found", found.clone())]
            }
            Self::JarMissing { coordinate } => vec![("coordinate", coordinate.clone())],
            Self::DiskFull { path, needed, free } => {
                vec![("path", shown(path)), ("needed", needed.to_string()), ("free", free.to_string())]
            }
            Self::NotAFlinkHome { path, missing } => vec![("path", shown(path)), ("missing", missing.clone())],
            Self::BadManifest { reason } | Self::Unconfined { reason } => vec![("reason", reason.clone())],
            Self::NoSuchSet { name } => vec![("name", name.clone())],
            Self::EndedEarly { role, line, log } => {
                vec![("role", (*role).into()), ("line", line.clone()), ("log", shown(log))]
            }
            Self::NotReady { step, seconds } => vec![("step", (*step).into()), ("seconds", seconds.to_string())],
            Self::PortTaken { port } => vec![("port", port.to_string())],
            Self::Exposed { forbidden, open } => vec![("forbidden", shown(forbidden)), ("open", shown(open))],
            Self::WillNotEnd { role, pid } => vec![("role", (*role).into()), ("pid", pid.to_string())],
            Self::BadAnswer { what, reason } => vec![("what", (*what).into()), ("reason", reason.clone())],
            Self::BadSetting { what, value, reason } => {
                vec![("what", (*what).into()), ("value", value.clone()), ("reason", (*reason).into())]
            }
            Self::Io { path, source } => vec![("path", shown(path)), ("reason", source.to_string())],
        };
        pairs.into_iter().collect()
    }

    /// Names the path an I/O error is about; a full disk gets its own variant.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path, needed: 1, free: 0 },
            _ => Self::Io { path, source },
        }
    }
}

fn shown(path: &std::path::Path) -> String {
    path.display().to_string()
}
