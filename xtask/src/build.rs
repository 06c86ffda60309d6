//! `cargo xtask build` and `cargo xtask dist`.

use crate::{cargo, place::Place, process, site, step::step};
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

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

/// Lays out one directory that can be copied to a host and started there.
pub(crate) fn dist(place: &Place) -> Result<PathBuf> {
    let built = build(place, true)?;
    let name = place.leptos("name")?;
    let folder = place.target.join("dist").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    site::copy(&built.site, &folder.join("site"))?;
    let unit = place.root.join("packaging").join(format!("{name}.service"));
    let texts = ["README.md", "README.zh-CN.md", "LICENSE"].map(|text| place.root.join(text));
    for file in [built.binary, unit].iter().chain(texts.iter().filter(|text| text.exists())) {
        let target = folder.join(file.file_name().unwrap_or_default());
        fs::copy(file, target).with_context(|| format!("copying {}", file.display()))?;
    }
    let size = size(&folder)?;
    eprintln!("  {} ({:.1} MiB): copy it, and run ./{name}", folder.display(), size as f64 / 1_048_576.0);
    Ok(folder)
}

fn size(folder: &Path) -> Result<u64> {
    let sizes = site::files(folder)?.into_iter().map(|file| Ok(fs::metadata(file)?.len()));
    sizes.sum()
}
