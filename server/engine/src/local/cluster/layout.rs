//! Where the files of a cluster lie, and who may write them.
//!
//! ```text
//! <data>/engine/clusters/<name>/
//!   control/  record, rules        the server only: engines see nothing of it
//!   conf/     config.yaml, log4j   the server writes, engines read
//!   out/      standard output      the server opens, engines inherit
//!   work/     everything else      engines write; the server never follows a link in it
//! ```

use crate::local::{LocalError, Result, confine::User, process::Role};
use std::{
    fs,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// The files of one cluster.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Layout {
    root: PathBuf,
}

impl Layout {
    pub(crate) fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    pub(crate) fn control(&self) -> PathBuf {
        self.root.join("control")
    }

    pub(crate) fn rules(&self, role: Role) -> PathBuf {
        self.control().join(format!("{}.rules.json", role.as_str()))
    }

    pub(crate) fn report(&self, role: Role) -> PathBuf {
        self.control().join(format!("{}.confinement.json", role.as_str()))
    }

    pub(crate) fn conf(&self) -> PathBuf {
        self.root.join("conf")
    }

    pub(crate) fn config_yaml(&self) -> PathBuf {
        self.conf().join("config.yaml")
    }

    pub(crate) fn log4j(&self) -> PathBuf {
        self.conf().join("log4j.properties")
    }

    pub(crate) fn plugins(&self) -> PathBuf {
        self.conf().join("plugins")
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.root.join("out")
    }

    pub(crate) fn out_file(&self, role: Role) -> PathBuf {
        self.out().join(format!("{}.out", role.as_str()))
    }

    pub(crate) fn work(&self) -> PathBuf {
        self.root.join("work")
    }

    pub(crate) fn tmp(&self) -> PathBuf {
        self.work().join("tmp")
    }

    pub(crate) fn log_file(&self, role: Role) -> PathBuf {
        self.work().join("log").join(log_name(role))
    }

    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        self.work().join(name)
    }

    /// Makes the folder of the record.
    pub(crate) fn create_control(&self) -> Result<()> {
        make(&self.root, 0o711)?;
        make(&self.control(), 0o700)
    }

    /// Makes the folders; what engines left for the moment is emptied, if none of them runs.
    pub(crate) fn create(&self, user: Option<User>) -> Result<()> {
        for (folder, mode) in
            [(&self.root, 0o711), (&self.control(), 0o700), (&self.out(), 0o711), (&self.conf(), 0o755)]
        {
            make(folder, mode)?;
        }
        make(&self.plugins(), 0o755)?;
        make(&self.work(), 0o700)?;
        // A link that an engine put here is removed itself, and not what it leads to.
        for scratch in ["tmp", "upload"].map(|name| self.folder(name)) {
            match fs::symlink_metadata(&scratch) {
                Ok(meta) if meta.is_dir() => fs::remove_dir_all(&scratch).map_err(LocalError::io(&scratch))?,
                Ok(_) => fs::remove_file(&scratch).map_err(LocalError::io(&scratch))?,
                Err(_) => {}
            }
        }
        for name in WORK {
            make(&self.folder(name), 0o700)?;
        }
        let Some(user) = user else { return Ok(()) };
        for folder in WORK.map(|name| self.folder(name)).iter().chain([&self.work()]) {
            std::os::unix::fs::lchown(folder, Some(user.uid), Some(user.gid)).map_err(LocalError::io(folder))?;
        }
        Ok(())
    }
}

const WORK: [&str; 7] = ["tmp", "upload", "log", "checkpoints", "savepoints", "archive", "cds"];

/// The file Flink writes its log to.
pub(crate) fn log_name(role: Role) -> String {
    format!("{}.log", role.as_str())
}

fn make(folder: &Path, mode: u32) -> Result<()> {
    let is_new = fs::symlink_metadata(folder).is_err();
    fs::DirBuilder::new().recursive(true).mode(mode).create(folder).map_err(LocalError::io(folder))?;
    if !is_new {
        return Ok(());
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(mode)).map_err(LocalError::io(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_that_an_engine_left_is_not_followed() {
        let root = tempfile::tempdir().unwrap();
        let layout = Layout::new(root.path().join("c"));
        layout.create(None).unwrap();
        let precious = root.path().join("precious");
        fs::create_dir(&precious).unwrap();
        fs::write(precious.join("key"), "k").unwrap();
        fs::remove_dir(layout.tmp()).unwrap();
        std::os::unix::fs::symlink(&precious, layout.tmp()).unwrap();

        layout.create(None).unwrap();
        assert!(precious.join("key").exists());
        assert!(fs::symlink_metadata(layout.tmp()).unwrap().is_dir());
    }
}
