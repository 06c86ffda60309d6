//! `cargo xtask dist`: one directory that can be copied to a host and started there.

mod trial;

use crate::{
    build::{self, Built},
    place::Place,
    site,
    step::step,
};
use anyhow::{Context, Result};
use std::{fs, path::Path};

/// Builds it, lays it out, and tries it.
pub(crate) fn dist(place: &Place) -> Result<()> {
    let built = build::build(place, true)?;
    let name = place.leptos("name")?;
    let folder = place.target.join("dist").join(name);
    lay_out(place, &built, name, &folder)?;
    step("trial", || trial::trial(&folder, name))?;
    eprintln!("  {} ({:.1} MiB): copy it, and run ./{name}", folder.display(), size(&folder)? as f64 / 1_048_576.0);
    Ok(())
}

/// The binary, the browser's files where it looks for them, and what a person reads.
fn lay_out(place: &Place, built: &Built, name: &str, folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    site::copy(&built.site, &folder.join("site"))?;
    site::copy(&place.root.join("docs"), &folder.join("docs"))?;
    let texts = ["README.md", "README.zh-CN.md", "LICENSE"].map(|text| place.root.join(text));
    let unit = place.root.join("packaging").join(format!("{name}.service"));
    for file in [&built.binary, &unit].into_iter().chain(&texts) {
        let target = folder.join(file.file_name().unwrap_or_default());
        fs::copy(file, target).with_context(|| format!("copying {}", file.display()))?;
    }
    Ok(())
}

fn size(folder: &Path) -> Result<u64> {
    let sizes = site::files(folder)?.into_iter().map(|file| Ok(fs::metadata(file)?.len()));
    sizes.sum()
}
