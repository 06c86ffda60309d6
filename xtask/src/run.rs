//! `cargo xtask run`: from a clone to a running server with one command.

use crate::{
    build::{self, Built},
    place::Place,
    process::{Group, go_on},
    server,
    setup::{self, Level},
    step::seconds,
    watch::Sources,
};
use anyhow::{Context, Result, bail};
use std::{
    thread,
    time::{Duration, Instant},
};

/// How long a server may take to end before it is killed.
const GRACE: Duration = Duration::from_secs(10);

/// Runs the command; the server's data lies in `data/`.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let ours = arguments.iter().position(|word| *word == "--").unwrap_or(arguments.len());
    let (ours, server) = (&arguments[..ours], arguments.get(ours + 1..).unwrap_or_default());
    let (mut release, mut watch) = (false, false);
    for word in ours {
        match *word {
            "--release" => release = true,
            "--watch" => watch = true,
            _ => bail!("usage: cargo xtask run [--release] [--watch] [-- SERVER ARGUMENTS]"),
        }
    }
    let place = Place::find()?;
    setup::prepare(&place, Level::Run)?;
    let built = build::build(&place, release)?;
    if watch { follow(&place, release, built, server) } else { become_server(&place, &built, server) }
}

/// Takes the server's place: its signals and its exit code are its own.
fn become_server(place: &Place, built: &Built, arguments: &[&str]) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let error = server::command(place, built, &place.root.join("data")).args(arguments).exec();
    Err(error).with_context(|| format!("starting {}", built.binary.display()))
}

/// Builds and starts again whenever a source changes; a build that fails leaves the old server running.
fn follow(place: &Place, release: bool, mut built: Built, arguments: &[&str]) -> Result<()> {
    let data = place.root.join("data");
    let start = |built: &Built| Group::start(server::command(place, built, &data).args(arguments));
    let mut sources = Sources::of(place)?;
    let mut running = Some(start(&built)?);
    loop {
        thread::sleep(Duration::from_millis(200));
        go_on()?;
        if let Some(server) = &mut running
            && let Some(status) = server.ended()?
        {
            eprintln!("  the server ended: {status}; it starts again after the next change");
            running = None;
        }
        if !sources.changed()? {
            continue;
        }
        let since = Instant::now();
        match build::build(place, release) {
            Ok(new) => built = new,
            Err(error) => {
                go_on()?;
                eprintln!("  {error:#}; waiting for the next change");
                continue;
            }
        }
        if let Some(server) = running.take() {
            server.stop(GRACE)?;
        }
        running = Some(start(&built)?);
        eprintln!("  restarted                {}", seconds(since.elapsed()));
    }
}
