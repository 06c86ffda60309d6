//! `cargo xtask build`.

use crate::{cargo, place::Place, process, site, step::step};
use anyhow::Result;
use std::path::PathBuf;

/// What was built.
#[derive(Debug)]
pub(crate) struct Built {
    /// The server's binary.
    pub(crate) binary: PathBuf,
    /// The folder with the browser's files.
    pub(crate) site: PathBuf,
}

/// Builds the browser's files and the server.
pub(crate) fn build(place: &Place, release: bool) -> Result<Built> {
    let site = site::build(place, release)?;
    step("server", || {
        let mut command = cargo::cargo(place, &["build"]);
        process::run(command.args(release.then_some("--release")))
    })?;
    Ok(Built { binary: place.binary(release)?, site })
}
