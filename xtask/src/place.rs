//! Where things are: the root of the workspace, the target directory, and what `[[workspace.metadata.leptos]]` says.

use crate::cargo;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// Names another folder of Flink homes.
pub(crate) const FLINK_HOMES: &str = "SCALEPH_TEST_FLINK_HOME_CACHE";

/// The checkout that the command works in.
#[derive(Debug)]
pub(crate) struct Place {
    /// The folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Where cargo builds.
    pub(crate) target: PathBuf,
    /// `cargo metadata --no-deps`: the members, their manifests and the workspace's metadata.
    pub(crate) metadata: Value,
}

impl Place {
    /// Asks cargo.
    pub(crate) fn find() -> Result<Self> {
        let output = cargo::plain()
            .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
            .output()
            .context("starting cargo metadata")?;
        ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim());
        let metadata: Value = serde_json::from_slice(&output.stdout).context("reading cargo metadata")?;
        let path = |key: &str| metadata[key].as_str().map(PathBuf::from).with_context(|| format!("no {key}"));
        Ok(Self { root: path("workspace_root")?, target: path("target_directory")?, metadata })
    }

    /// A setting of the first `[[workspace.metadata.leptos]]` table, which `cargo leptos` reads too.
    pub(crate) fn leptos(&self, key: &str) -> Result<&str> {
        self.metadata["metadata"]["leptos"][0][key]
            .as_str()
            .with_context(|| format!("Cargo.toml: workspace.metadata.leptos has no {key}"))
    }

    /// Where stamps, logs and what is half built lie.
    pub(crate) fn work(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The folder that the browser's files are served from.
    ///
    /// Development and release have one each, so neither pulls the ground from under a server of the other.
    pub(crate) fn site(&self, release: bool) -> Result<PathBuf> {
        let root = Path::new(self.leptos("site-root")?);
        let root = self.target.join(root.strip_prefix("target").unwrap_or(root));
        Ok(if release { root.with_extension("release") } else { root })
    }

    /// The server's binary.
    pub(crate) fn binary(&self, release: bool) -> Result<PathBuf> {
        let folder = if release { "release" } else { "debug" };
        Ok(self.target.join(folder).join(self.leptos("bin-target")?))
    }

    /// Flink homes that tests assembled, kept between runs.
    pub(crate) fn flink_homes(&self) -> PathBuf {
        env::var_os(FLINK_HOMES).map_or_else(|| self.target.join("flink-homes"), PathBuf::from)
    }

    /// What is checked out; `+` after it when files have changed since.
    pub(crate) fn commit(&self) -> String {
        let git = |arguments: &[&str]| {
            let output = self.command("git").args(arguments).output();
            output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
        };
        // What runs write down themselves is no change of what they ran on.
        let sources = [".", ":!docs/chaos-ledger.csv"];
        let changed =
            !git(&[&["status", "--porcelain", "--untracked-files=no", "--"][..], &sources].concat()).is_empty();
        git(&["rev-parse", "--short", "HEAD"]) + if changed { "+" } else { "" }
    }

    /// A command that runs in the root.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = cargo::cleaned(Command::new(program));
        command.current_dir(&self.root);
        command
    }
}

/// True in CI: nothing may be left out there.
pub(crate) fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}
