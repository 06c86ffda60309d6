//! `cargo xtask bench`: the figures that the design sets bars for.
//!
//! One file a figure; each takes what it needs from [`Surroundings`] and gives [`Figure`]s. No test is ever timed.

mod bytes;
mod edit;
mod figure;
mod first_row;
mod gateway;
mod install;
mod lists;
mod live;
mod load;
mod memory;
mod million;
mod requests;
mod routes;
mod seed;
mod sql;
mod start;
mod surroundings;
mod usage;
mod workspace;

use crate::place::Place;
use anyhow::{Context, Result};
use figure::{Figure, table};
use std::process::ExitCode;
use surroundings::Surroundings;

/// One thing that is measured.
struct Bench {
    /// As it is written on the command line.
    name: &'static str,
    /// Measures it.
    run: fn(&Surroundings) -> Result<Vec<Figure>>,
}

static BENCHES: &[Bench] = &[
    Bench { name: "start", run: start::run },
    Bench { name: "bytes", run: bytes::run },
    Bench { name: "lists", run: lists::run },
    Bench { name: "requests", run: requests::run },
    Bench { name: "first-row", run: first_row::run },
    Bench { name: "million", run: million::run },
    Bench { name: "live", run: live::run },
    Bench { name: "memory", run: memory::run },
    Bench { name: "sql", run: sql::run },
    Bench { name: "edit", run: edit::run },
];

/// Runs the named ones, or all. After `--debug` they are tried on a development build, which clears no bar.
pub(crate) fn run(arguments: &[&str]) -> Result<ExitCode> {
    let (release, names) = match arguments {
        ["--debug", names @ ..] => (false, names),
        names => (true, names),
    };
    let chosen = chosen(names)?;
    let surroundings = Surroundings::new(Place::find()?, release)?;
    let (mut figures, mut whole) = (Vec::new(), true);
    for bench in chosen {
        eprintln!("== {}", bench.name);
        match (bench.run)(&surroundings) {
            Ok(measured) => {
                measured.iter().for_each(|figure| println!("{}", figure.line(&surroundings)));
                figures.extend(measured);
            }
            Err(error) => {
                eprintln!("{}: {error:#}", bench.name);
                whole = false;
            }
        }
    }
    eprint!("{}", table(&figures, release));
    let ok = whole && (!release || figures.iter().all(Figure::ok));
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn chosen(names: &[&str]) -> Result<Vec<&'static Bench>> {
    if names.is_empty() {
        return Ok(BENCHES.iter().collect());
    }
    let known = || BENCHES.iter().map(|bench| bench.name).collect::<Vec<_>>().join(", ");
    let find = |name: &&str| BENCHES.iter().find(|bench| bench.name == *name);
    let found = names.iter().map(|name| find(name).with_context(|| format!("no figure is called {name}: {}", known())));
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_figures_are_taken_unless_some_are_named() {
        assert_eq!(chosen(&[]).unwrap().len(), BENCHES.len());
        assert_eq!(chosen(&["sql"]).unwrap().len(), 1);
        let error = chosen(&["sequel"]).err().unwrap().to_string();
        assert!(error.contains("sequel") && error.contains("start, bytes"));
    }
}
