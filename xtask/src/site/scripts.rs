//! Scripts, sheets, icons and public files: `build.mjs` bundles them.

use super::{
    Flavour,
    fresh::{Fingerprint, Stamp},
};
use crate::{process, step::step};
use anyhow::Result;
use std::{fs, path::Path, time::SystemTime};

/// Makes `scripts/`.
pub(super) fn build(flavour: &Flavour<'_>) -> Result<()> {
    let out = flavour.folder("scripts");
    let stamp = Stamp::new(flavour.folder("scripts.stamp"));
    let start = SystemTime::now();
    let inputs = inputs(flavour)?;
    if stamp.says(&inputs) && out.exists() {
        return Ok(());
    }
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    step("scripts and sheets", || {
        let bundler = Path::new(flavour.place.leptos("js-dir")?).join("build.mjs");
        let mut command = flavour.place.command("node");
        command.arg(bundler).arg(&out).args(flavour.release.then_some("--release"));
        process::run(&mut command)
    })?;
    if !inputs.touched_since(start) { stamp.write(&inputs) } else { Ok(()) }
}

fn inputs(flavour: &Flavour<'_>) -> Result<Fingerprint> {
    let mut inputs = Fingerprint::default();
    let scripts = flavour.place.root.join(flavour.place.leptos("js-dir")?);
    inputs.folder(&scripts)?;
    inputs.folder(&flavour.place.root.join("style"))?;
    // What npm installed last.
    inputs.file(&scripts.join("node_modules/.package-lock.json"))?;
    Ok(inputs)
}
