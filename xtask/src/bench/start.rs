//! From starting the binary to its first page, on a database that exists.

use super::{
    figure::{Bar, Figure, median},
    surroundings::Surroundings,
    usage::resident_mib,
};
use crate::http;
use anyhow::Result;

const TRIES: usize = 15;

/// Measures it, and what that page and the process weigh.
pub(super) fn run(surroundings: &Surroundings) -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let built = surroundings.built()?;
    surroundings.start(built, &data)?.stop()?;
    let (mut times, mut weights, mut pages) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TRIES {
        let server = surroundings.start(built, &data)?;
        times.push(server.first_page.as_secs_f64() * 1000.0);
        pages.push(http::get_page(server.port, "/")?.body.len() as f64 / 1024.0);
        weights.push(resident_mib(server.pid())?);
        server.stop()?;
    }
    let size = format!("SQLite as a new install leaves it; median of {TRIES} starts");
    let figure = |name: &str, values, unit, most| Figure {
        name: name.into(),
        value: median(values),
        unit,
        bar: Bar::AtMost(most),
        size: size.clone(),
    };
    Ok(vec![
        figure("start-to-first-page", times, "ms", 100.0),
        figure("memory-after-first-page", weights, "MiB", 48.0),
        figure("first-page-html", pages, "KiB", 250.0),
    ])
}
