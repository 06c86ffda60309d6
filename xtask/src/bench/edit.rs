//! From saving a page's source to its server running again, as `cargo xtask run --watch` does it.

use super::{
    figure::{Bar, Figure, median},
    surroundings::Surroundings,
};
use crate::{build, place::Place};
use anyhow::{Context, Result};
use std::{
    fs,
    path::{Path, PathBuf},
    time::{Instant, SystemTime},
};

const TRIES: usize = 5;

/// Measures it, on development builds.
pub(super) fn run(surroundings: &Surroundings) -> Result<Vec<Figure>> {
    let place = &surroundings.place;
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    build::build(place, false)?;
    let page = Page::open(page(place)?)?;
    let mut times = Vec::new();
    for number in 0..TRIES {
        page.edit(number)?;
        let since = Instant::now();
        let built = build::build(place, false)?;
        surroundings.start(&built, &data)?.stop()?;
        // The stop is of this try's server; a running one ends in milliseconds, and would be ended before the start.
        times.push(since.elapsed().as_secs_f64());
    }
    let name = page.path.strip_prefix(&place.root).unwrap_or(&page.path).display();
    let size = format!("{name}; median of {TRIES} edits");
    let value = median(times);
    Ok(vec![Figure { name: "edit-to-running-server".into(), value, unit: "s", bar: Bar::AtMost(6.0), size }])
}

const VIEW: &str = "view! {";

/// The longest of the pages: an edit in it costs the most.
fn page(place: &Place) -> Result<PathBuf> {
    let sources = crate::site::files(&place.root.join("app/pages/src"))?;
    let with_view = sources.into_iter().filter_map(|file| Some((fs::read_to_string(&file).ok()?, file)));
    let longest = with_view.filter(|(text, _)| text.contains(VIEW)).max_by_key(|(text, _)| text.len());
    Ok(longest.context("no page in app/pages/src has a view")?.1)
}

/// A source file that is put back as it was, with its time, whatever happens.
struct Page {
    path: PathBuf,
    text: String,
    saved: SystemTime,
}

impl Page {
    fn open(path: PathBuf) -> Result<Self> {
        let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let saved = fs::metadata(&path)?.modified()?;
        Ok(Self { path, text, saved })
    }

    /// Adds a text to the first view.
    fn edit(&self, number: usize) -> Result<()> {
        let text = self.text.replacen(VIEW, &format!("{VIEW} {{\"edit {number}\"}}"), 1);
        fs::write(&self.path, text).with_context(|| format!("editing {}", self.path.display()))
    }

    fn put_back(path: &Path, text: &str, saved: SystemTime) -> Result<()> {
        fs::write(path, text)?;
        Ok(fs::File::options().write(true).open(path)?.set_modified(saved)?)
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if let Err(error) = Self::put_back(&self.path, &self.text, self.saved) {
            eprintln!("{} is still edited: {error:#}", self.path.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edited_page_is_put_back_with_its_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.rs");
        fs::write(&path, "fn a() { view! { <p/> } }").unwrap();
        let saved = fs::metadata(&path).unwrap().modified().unwrap();
        let page = Page::open(path.clone()).unwrap();
        page.edit(3).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "fn a() { view! { {\"edit 3\"} <p/> } }");
        drop(page);
        assert_eq!(fs::read_to_string(&path).unwrap(), "fn a() { view! { <p/> } }");
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), saved);
    }
}
