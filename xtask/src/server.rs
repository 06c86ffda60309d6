//! Starts the server that was built: the one place that knows what it must be told.

use crate::{
    build::Built,
    http,
    place::Place,
    process::{Group, go_on},
};
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The server with its data in `data`; everything else as it is by default.
pub(crate) fn command(place: &Place, built: &Built, data: &Path) -> Command {
    let mut command = place.command(&built.binary);
    command.env("SCALEPH_SITE_DIR", &built.site).env("SCALEPH_DATA_DIR", data);
    command
}

/// The server on a port of loopback, with nothing but itself: no local engine.
pub(crate) fn command_on(place: &Place, built: &Built, data: &Path, port: u16) -> Command {
    let mut command = command(place, built, data);
    command.env("SCALEPH_LISTEN", format!("127.0.0.1:{port}"));
    command.env("SCALEPH_ADMIN_LISTEN", "").env("SCALEPH_ENGINE_LOCAL", "off");
    command
}

/// A port of loopback that is free now.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    group: Group,
    /// The port of loopback that it listens on.
    pub(crate) port: u16,
    /// From starting the process until the first page was there, whole.
    pub(crate) first_page: Duration,
    log: PathBuf,
}

impl Server {
    /// Starts it and waits for its first page; what it says goes to the end of a log.
    pub(crate) fn start(mut command: Command, port: u16, log_file: PathBuf) -> Result<Self> {
        let log = fs::File::options().create(true).append(true).open(&log_file)?;
        command.stdout(log.try_clone()?).stderr(Stdio::from(log));
        let since = Instant::now();
        let mut group = Group::start(&mut command)?;
        loop {
            if let Ok(page) = http::get_page(port, "/") {
                ensure!(page.status == 200, "the first page answered {}", page.status);
                return Ok(Self { group, port, first_page: since.elapsed(), log: log_file });
            }
            go_on()?;
            let alive = group.ended()?.is_none() && since.elapsed() < Duration::from_secs(30);
            ensure!(alive, "no page:\n{}", fs::read_to_string(&log_file).unwrap_or_default());
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// The process.
    pub(crate) fn pid(&self) -> u32 {
        self.group.pid()
    }

    /// What it has said so far.
    pub(crate) fn said(&self) -> Result<String> {
        fs::read_to_string(&self.log).context("reading what the server said")
    }

    /// True until it ended.
    pub(crate) fn is_alive(&mut self) -> Result<bool> {
        Ok(self.group.ended()?.is_none())
    }

    /// Ends it, as a service manager would.
    pub(crate) fn stop(self) -> Result<()> {
        self.group.stop(Duration::from_secs(10))
    }

    /// Ends it as the kernel would that needs its memory: nothing of it is asked.
    pub(crate) fn kill(self) -> Result<()> {
        self.group.kill()
    }
}
