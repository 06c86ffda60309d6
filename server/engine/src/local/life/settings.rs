//! What a local cluster is made from.

use crate::local::{Launcher, LocalError, Manifest, Memory, Provisioner, Result, cluster::Layout};
use std::{collections::BTreeMap, path::PathBuf, time::Duration};

/// What a local cluster is made from.
#[derive(Clone, Debug)]
pub struct LocalSettings {
    /// The server's data directory; engines see nothing of it but their own folders.
    pub data_dir: PathBuf,
    /// The name of the cluster: a folder name.
    pub cluster: String,
    /// Where homes are kept, if not in the data directory.
    pub cache_dir: Option<PathBuf>,
    /// An unpacked Flink distribution to use instead of fetching jars.
    pub flink_home: Option<PathBuf>,
    /// The Java to use, if not that of `JAVA_HOME` or `PATH`.
    pub java_home: Option<PathBuf>,
    /// The Maven client to use, if not that of `PATH`.
    pub maven: Option<PathBuf>,
    /// Which jars make a home.
    pub manifest: Manifest,
    /// What starts processes.
    pub launcher: Launcher,
    /// What engines must never see beside the data directory: the key, the configuration.
    pub never: Vec<PathBuf>,
    /// Files of projects that jobs may read and write.
    pub project_dirs: Vec<PathBuf>,
    /// Jars on the class path beside connector sets: drivers, connectors, functions.
    pub jars: Vec<PathBuf>,
    /// The account that engine processes get when the server is root and there is one of this name.
    pub user: String,
    /// Whether to refuse to start where engine processes cannot be confined.
    pub demand_confinement: bool,
    /// Settings of Flink beside ours.
    pub flink_settings: BTreeMap<String, String>,
    /// Tasks that can run side by side; fitted to the machine if not set.
    pub slots: Option<u32>,
    /// MiB for all processes together; fitted to the machine if not set.
    pub memory_mib: Option<u64>,
    /// Whether to write class-data archives, that make later starts faster and the first stop slower.
    pub quick_start: bool,
    /// How long a start may take, without fetching jars.
    pub ready_timeout: Duration,
    /// How long one run of Maven may take.
    pub provision_timeout: Duration,
}

impl LocalSettings {
    /// The settings of a new installation.
    pub fn new(data_dir: impl Into<PathBuf>, launcher: Launcher) -> Self {
        Self {
            data_dir: data_dir.into(),
            cluster: "local".into(),
            cache_dir: None,
            flink_home: None,
            java_home: None,
            maven: None,
            manifest: Manifest::bundled(),
            launcher,
            never: vec![],
            project_dirs: vec![],
            jars: vec![],
            user: "scaleph-engine".into(),
            demand_confinement: false,
            flink_settings: BTreeMap::new(),
            slots: None,
            memory_mib: None,
            quick_start: true,
            ready_timeout: Duration::from_secs(150),
            provision_timeout: Duration::from_secs(1800),
        }
    }

    /// Checks what can be checked before anything is tried, and makes paths absolute.
    pub(super) fn checked(mut self) -> Result<Self> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.cluster.is_empty() || self.cluster.len() > 60 || !self.cluster.chars().all(plain) {
            let reason = "it is made of up to 60 lower-case letters, digits and dashes";
            return Err(LocalError::BadSetting { what: "cluster", value: self.cluster, reason });
        }
        std::fs::create_dir_all(&self.data_dir).map_err(LocalError::io(&self.data_dir))?;
        self.data_dir = self.data_dir.canonicalize().map_err(LocalError::io(&self.data_dir))?;
        // A class path and a Java property have no way to quote these.
        if let Some(bad) = [':', '*', '\n'].into_iter().find(|bad| self.data_dir.to_string_lossy().contains(*bad)) {
            let value = format!("{} (with {bad:?})", self.data_dir.display());
            return Err(LocalError::BadSetting {
                what: "data directory",
                value,
                reason: "java cannot read such paths",
            });
        }
        Ok(self)
    }

    /// What each process is given.
    pub(super) fn memory(&self) -> Memory {
        Memory::wanted(self.slots, self.memory_mib)
    }

    pub(super) fn layout(&self) -> Layout {
        Layout::new(self.data_dir.join("engine/clusters").join(&self.cluster))
    }

    pub(super) fn provisioner(&self) -> Provisioner {
        Provisioner {
            manifest: self.manifest.clone(),
            homes: self.cache_dir.clone().unwrap_or_else(|| self.data_dir.join("engine/homes")),
            maven: self.maven.clone(),
            timeout: self.provision_timeout,
        }
    }
}
