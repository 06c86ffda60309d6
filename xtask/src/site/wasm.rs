//! The browser's module: cargo, then wasm-bindgen at the version the crates are locked to.
//!
//! An island's export name is a hash of its source, so the module and the server must come from the same sources.
//! What the module was made from is cargo's own list; when that list has not changed, cargo would do nothing.

use super::{
    Flavour,
    fresh::{Fingerprint, Stamp},
};
use crate::{
    cargo::{self, WASM},
    process,
    step::step,
};
use anyhow::{Context, Result};
use std::{
    env, fs,
    path::{Path, PathBuf},
    time::SystemTime,
};
use wasm_bindgen_cli_support::Bindgen;

/// Makes `wasm/frontend.js`, `wasm/frontend_bg.wasm` and `wasm/snippets/`.
pub(super) fn build(flavour: &Flavour<'_>) -> Result<()> {
    let name = flavour.place.leptos("lib-package")?;
    let profile = if flavour.release { flavour.place.leptos("lib-profile-release")? } else { "dev" };
    let built = flavour.place.target.join(WASM).join(if flavour.release { profile } else { "debug" });
    let (raw, list) = (built.join(format!("{name}.wasm")), built.join(format!("{name}.d")));

    let stamp = Stamp::new(flavour.folder("wasm.stamp"));
    if stamp.says(&inputs(flavour, &list, &raw)?) {
        return Ok(());
    }
    let start = SystemTime::now();
    step("browser module", || {
        let arguments = ["build", "--package", name, "--target", WASM, "--profile", profile];
        process::run(&mut cargo::cargo(flavour.place, &arguments))
    })?;
    let out = flavour.folder("wasm");
    let bound = Stamp::new(flavour.folder("bindgen.stamp"));
    let mut module = Fingerprint::default();
    module.file(&raw)?;
    if !bound.says(&module) || !out.exists() {
        step("bindgen", || bindgen(&raw, &out, name, flavour.release))?;
        bound.write(&module)?;
    }
    let inputs = inputs(flavour, &list, Path::new(""))?;
    if !inputs.touched_since(start) {
        stamp.write(&self::inputs(flavour, &list, &raw)?)?;
    }
    Ok(())
}

/// Everything that the module was made from, and the module.
fn inputs(flavour: &Flavour<'_>, list: &Path, raw: &Path) -> Result<Fingerprint> {
    let mut inputs = Fingerprint::default();
    for setting in ["CARGO", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTUP_TOOLCHAIN"] {
        inputs.word(&env::var(setting).unwrap_or_default());
    }
    let manifests = ["Cargo.toml", "Cargo.lock", ".cargo/config.toml"];
    let packages = ["app", "app/model", "frontend"].map(|package| format!("{package}/Cargo.toml"));
    for file in manifests.iter().copied().chain(packages.iter().map(String::as_str)) {
        inputs.file(&flavour.place.root.join(file))?;
    }
    // Without a list cargo has built nothing yet; a new file is in it, because a `mod` line in an old one names it.
    for source in sources(&fs::read_to_string(list).unwrap_or_default()) {
        inputs.file(&flavour.place.root.join(source))?;
    }
    inputs.file(raw)?;
    Ok(inputs)
}

/// The files that cargo's list names: `product: source source`, spaces in names escaped.
fn sources(list: &str) -> Vec<PathBuf> {
    let Some((_, sources)) = list.trim_end().split_once(": ") else {
        return Vec::new();
    };
    let names = sources.replace("\\ ", "\0");
    names.split(' ').filter(|name| !name.is_empty()).map(|name| name.replace('\0', " ").into()).collect()
}

fn bindgen(raw: &Path, out: &Path, name: &str, release: bool) -> Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    let mut bindgen = Bindgen::new();
    bindgen.input_path(raw).web(true)?.typescript(false).out_name(name);
    bindgen.debug(!release).remove_name_section(release).remove_producers_section(release);
    bindgen.generate(out).with_context(|| format!("binding {}", raw.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sources_are_read_from_cargos_list() {
        let list = "/t/frontend.wasm: /a/app/src/lib.rs /a/with\\ space/lib.rs /a/frontend/src/lib.rs\n";
        let expected = ["/a/app/src/lib.rs", "/a/with space/lib.rs", "/a/frontend/src/lib.rs"].map(PathBuf::from);
        assert_eq!(sources(list), expected);
        assert!(sources("").is_empty());
    }
}
