//! What pages cost that are open while nothing happens.

use super::{
    figure::{Bar, Figure},
    gateway::{Gateway, Plan},
    install::Install,
    memory::rest,
    surroundings::{Server, Surroundings},
    usage::core_seconds,
    workspace::Workspace,
};
use crate::client::Client;
use anyhow::{Context, Result, ensure};
use std::{
    io::{ErrorKind, Read},
    net::TcpStream,
    time::Duration,
};

const SESSIONS: usize = 10;
const STREAMS: usize = 200;
const MINUTE: Duration = Duration::from_secs(60);

/// Measures it: 200 streams of `/live`, twenty for each of ten sessions, each with the topics of a SQL page (a query that is
/// over, its script, its project), all up to date; then the time on cores that the server uses in a minute. Nobody asks for
/// anything meanwhile, and each stream must still be alive at the end. It contains what the server does on its own.
pub(super) fn run(surroundings: &Surroundings) -> Result<Vec<Figure>> {
    let ms = Duration::from_millis;
    let gateway = Gateway::start(Plan { submitted: ms(5), first: ms(10), every: ms(0), pages: 1, rows: 12 })?;
    let (install, server, mut workspace) = Workspace::of_new_install(surroundings, &gateway)?;
    let mut query = workspace.run("SELECT id, name, price, ok, d, ts FROM gen")?;
    workspace.until(&mut query, Duration::from_secs(5), |query, _| Ok(query.is_over))?;
    let Install { project, script, .. } = &install;
    let have = format!("{},script.{project}.{script}@1,project.{project}@1", query.have());
    let streams = open(&install, &server, &format!("/live?have={}", have.replace('@', "%40")))?;
    rest(Duration::from_secs(5))?;
    let before = core_seconds(server.pid())?;
    rest(MINUTE)?;
    let value = core_seconds(server.pid())? - before;
    for stream in streams {
        must_be_alive(stream)?;
    }
    server.stop()?;
    let size = format!("{STREAMS} streams of {SESSIONS} sessions with 3 topics each, for {} s", MINUTE.as_secs());
    Ok(vec![Figure { name: "live-idle-core-time".into(), value, unit: "s", bar: Bar::AtMost(1.0), size }])
}

fn open(install: &Install, server: &Server, path: &str) -> Result<Vec<TcpStream>> {
    let mut streams = Vec::new();
    for _ in 0..SESSIONS {
        let session = install.sign_in(server)?.cookie;
        for _ in 0..STREAMS / SESSIONS {
            streams.push(Client::new(server.port, &session)?.stream(path)?.into_inner());
        }
    }
    Ok(streams)
}

/// It has said something in the last minute, only that it is there, and has not ended.
fn must_be_alive(mut stream: TcpStream) -> Result<()> {
    stream.set_nonblocking(true)?;
    let mut said = Vec::new();
    let end = stream.read_to_end(&mut said).map_err(|error| error.kind());
    ensure!(end == Err(ErrorKind::WouldBlock), "a stream has ended: {end:?}");
    let said = String::from_utf8(said).context("a stream that is no text")?;
    ensure!(said.contains(':') && !said.contains("data:"), "something happened, or nothing was said: {said:?}");
    Ok(())
}
