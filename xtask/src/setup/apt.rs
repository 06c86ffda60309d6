//! Debian packages, where we are allowed to install them.

use super::probe;
use crate::process;
use anyhow::Result;
use std::process::Command;

/// True on Debian and what descends from it.
pub(super) fn is_there() -> bool {
    probe::on_path("apt-get").is_some()
}

/// Installs the packages, or does nothing where we may not.
pub(super) fn install(packages: &[&str]) -> Result<()> {
    if packages.is_empty() || !is_there() || !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    eprintln!("  installing Debian packages: {}", packages.join(" "));
    process::run(apt_get().arg("update"))?;
    process::run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet=2");
    command
}
