//! What figures are measured on: this machine, this commit, one release build, servers with data of their own.

use super::http;
use crate::{
    build::{self, Built},
    place::Place,
    process::{Group, go_on},
    server,
    setup::{self, Level},
};
use anyhow::{Context, Result, ensure};
use std::{
    cell::OnceCell,
    fs,
    net::TcpListener,
    path::Path,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

/// What figures are measured on.
#[derive(Debug)]
pub(super) struct Surroundings {
    /// The checkout.
    pub(super) place: Place,
    /// Cores of this machine.
    pub(super) cores: usize,
    /// What is checked out; `+` after it when files have changed since.
    pub(super) commit: String,
    built: OnceCell<Built>,
}

/// A running server.
#[derive(Debug)]
pub(super) struct Server {
    group: Group,
    /// The port of loopback that it listens on.
    pub(super) port: u16,
    /// From starting the process until the first page was there, whole.
    pub(super) first_page: Duration,
}

impl Surroundings {
    /// Looks at the machine and the checkout.
    pub(super) fn new(place: Place) -> Result<Self> {
        setup::prepare(&place, Level::Run)?;
        let git = |arguments: &[&str]| {
            let output = place.command("git").args(arguments).output();
            output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
        };
        let changed = !git(&["status", "--porcelain", "--untracked-files=no"]).is_empty();
        let commit = git(&["rev-parse", "--short", "HEAD"]) + if changed { "+" } else { "" };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Ok(Self { place, cores, commit, built: OnceCell::new() })
    }

    /// The release build, made when it is first asked for.
    pub(super) fn built(&self) -> Result<&Built> {
        if self.built.get().is_none() {
            let built = build::build(&self.place, true)?;
            return Ok(self.built.get_or_init(|| built));
        }
        self.built.get().context("it was set above")
    }

    /// Starts a server on `data` and waits for its first page.
    pub(super) fn start(&self, built: &Built, data: &Path) -> Result<Server> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        fs::create_dir_all(data)?;
        let log = fs::File::create(data.with_extension("log"))?;
        let mut command = server::command_on(&self.place, built, data, port);
        command.stdout(log.try_clone()?).stderr(Stdio::from(log));
        let since = Instant::now();
        let mut group = Group::start(&mut command)?;
        loop {
            if let Ok(page) = http::get_page(port, "/") {
                ensure!(page.status == 200, "the first page answered {}", page.status);
                return Ok(Server { group, port, first_page: since.elapsed() });
            }
            go_on()?;
            let alive = group.ended()?.is_none() && since.elapsed() < Duration::from_secs(30);
            ensure!(alive, "no page:\n{}", fs::read_to_string(data.with_extension("log")).unwrap_or_default());
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Surroundings for tests of what is made from them.
    #[cfg(test)]
    pub(super) fn sample() -> Self {
        let place = Place { root: "/".into(), target: "/".into(), metadata: Default::default() };
        Self { place, cores: 2, commit: "abc".into(), built: OnceCell::new() }
    }
}

impl Server {
    /// What the process holds of this machine's memory.
    pub(super) fn resident_mib(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.group.pid())).context("reading its memory")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kib: f64 = line.trim().trim_end_matches(" kB").parse().context("reading VmRSS")?;
        Ok(kib / 1024.0)
    }

    /// Ends it, as a service manager would.
    pub(super) fn stop(self) -> Result<()> {
        self.group.stop(Duration::from_secs(10))
    }
}
