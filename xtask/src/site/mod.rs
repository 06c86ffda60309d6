//! The browser's files: module, scripts, sheets and icons, in a folder whose name is the hash of its content.
//!
//! Each part is made again only when something it was made from has changed, so an edited page costs nothing here.

mod fresh;
mod pack;
mod scripts;
mod wasm;

use crate::{place::Place, step::step};
use anyhow::Result;
pub(crate) use fresh::{Fingerprint, Stamp, files};
use std::{fs, path::PathBuf};

pub(crate) use pack::copy;

/// One way to build: development or release.
#[derive(Debug)]
struct Flavour<'a> {
    place: &'a Place,
    release: bool,
}

impl Flavour<'_> {
    /// Where the parts lie until they are published.
    fn folder(&self, part: &str) -> PathBuf {
        let flavour = if self.release { "release" } else { "dev" };
        self.place.work().join(format!("site-{flavour}")).join(part)
    }
}

/// Brings the site folder up to date and says where it is.
pub(crate) fn build(place: &Place, release: bool) -> Result<PathBuf> {
    let flavour = Flavour { place, release };
    wasm::build(&flavour)?;
    scripts::build(&flavour)?;
    let site = place.site(release)?;
    let parts = [flavour.folder("wasm"), flavour.folder("scripts")];

    let mut inputs = Fingerprint::default();
    parts.iter().try_for_each(|part| inputs.folder(part))?;
    inputs.word(&fs::read_to_string(site.join("pkg.txt")).unwrap_or_default());
    let stamp = Stamp::new(flavour.folder("site.stamp"));
    if stamp.says(&inputs) {
        return Ok(site);
    }
    let next = flavour.folder("next");
    pack::merge(&parts, &next)?;
    if release {
        step("compress", || pack::compress(&next))?;
    }
    let folder = step("publish", || pack::publish(&site, place.leptos("site-pkg-dir")?, &next))?;
    eprintln!("  browser files            {}", site.join(&folder).display());

    let mut published = Fingerprint::default();
    parts.iter().try_for_each(|part| published.folder(part))?;
    published.word(&folder);
    stamp.write(&published)?;
    Ok(site)
}
