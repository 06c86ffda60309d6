//! How many list pages a second one core makes for somebody who is signed in.

use super::{
    figure::{Bar, Figure},
    lists::{List, lists},
    load::{Load, load},
    surroundings::Surroundings,
    usage::on_core,
};
use anyhow::Result;
use std::time::Duration;

const WARM_UP: Load = Load { clients: 4, answers: usize::MAX, most: Duration::from_secs(1) };
const READERS: Load = Load { clients: 4, answers: usize::MAX, most: Duration::from_secs(5) };

/// Measures it: the server is kept to the first core and four readers to another, if there is one; each page for five seconds,
/// on connections that are kept, without packing.
pub(super) fn run(surroundings: &Surroundings) -> Result<Vec<Figure>> {
    let seeded = surroundings.seeded()?;
    surroundings.built()?;
    let server = on_core(0, || seeded.install.start(surroundings))?;
    let other = surroundings.cores - 1;
    let mut figures = Vec::new();
    for List { name, path, size } in lists(seeded) {
        let cookie = seeded.install.cookie.as_str();
        let port = server.port;
        let seen = on_core(other, || {
            load(port, cookie, &path, WARM_UP)?;
            load(port, cookie, &path, READERS)
        })?;
        let size = format!("{size}; {} readers on core {other}, the server on core 0", READERS.clients);
        let (name, value) = (format!("requests-{name}"), seen.rate());
        figures.push(Figure { name, value, unit: "1/s", bar: Bar::AtLeast(500.0), size });
    }
    server.stop()?;
    Ok(figures)
}
