//! What figures are measured on: this machine, this commit, one build, servers with data of their own.

use super::{seed::Seeded, usage};
use crate::{
    build::{self, Built},
    http,
    place::Place,
    process::{Group, go_on},
    server,
    setup::{self, Level},
};
use anyhow::{Context, Result, ensure};
use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    sync::OnceLock,
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
    /// False for trying a bench on a development build, whose figures mean nothing.
    pub(super) release: bool,
    built: OnceLock<Built>,
    seeded: OnceLock<Seeded>,
}

/// A running server.
#[derive(Debug)]
pub(super) struct Server {
    group: Group,
    /// The port of loopback that it listens on.
    pub(super) port: u16,
    /// From starting the process until the first page was there, whole.
    pub(super) first_page: Duration,
    log: PathBuf,
}

impl Surroundings {
    /// Looks at the machine and the checkout.
    pub(super) fn new(place: Place, release: bool) -> Result<Self> {
        setup::prepare(&place, Level::Test)?;
        let git = |arguments: &[&str]| {
            let output = place.command("git").args(arguments).output();
            output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
        };
        let changed = !git(&["status", "--porcelain", "--untracked-files=no"]).is_empty();
        let commit = git(&["rev-parse", "--short", "HEAD"]) + if changed { "+" } else { "" };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Ok(Self { place, cores, commit, release, built: OnceLock::new(), seeded: OnceLock::new() })
    }

    /// How the build is called in figures.
    pub(super) fn build_name(&self) -> &'static str {
        if self.release { "release" } else { "debug" }
    }

    /// The build, made when it is first asked for.
    pub(super) fn built(&self) -> Result<&Built> {
        made_once(&self.built, || build::build(&self.place, self.release))
    }

    /// The data that lists are measured on, made when it is first asked for.
    pub(super) fn seeded(&self) -> Result<&Seeded> {
        made_once(&self.seeded, || Seeded::make(self))
    }

    /// Starts a server on `data` and waits for its first page.
    pub(super) fn start(&self, built: &Built, data: &Path) -> Result<Server> {
        self.start_with(built, data, &[])
    }

    /// The same, with settings as environment variables.
    pub(super) fn start_with(&self, built: &Built, data: &Path, settings: &[(&str, &str)]) -> Result<Server> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        fs::create_dir_all(data)?;
        let log_file = data.with_extension("log");
        let log = fs::File::create(&log_file)?;
        let mut command = server::command_on(&self.place, built, data, port);
        command.envs(settings.iter().copied());
        command.stdout(log.try_clone()?).stderr(Stdio::from(log));
        let since = Instant::now();
        let mut group = Group::start(&mut command)?;
        loop {
            if let Ok(page) = http::get_page(port, "/") {
                ensure!(page.status == 200, "the first page answered {}", page.status);
                return Ok(Server { group, port, first_page: since.elapsed(), log: log_file });
            }
            go_on()?;
            let alive = group.ended()?.is_none() && since.elapsed() < Duration::from_secs(30);
            ensure!(alive, "no page:\n{}", fs::read_to_string(&log_file).unwrap_or_default());
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Surroundings for tests of what is made from them.
    #[cfg(test)]
    pub(super) fn sample(release: bool) -> Self {
        let place = Place { root: "/".into(), target: "/".into(), metadata: Default::default() };
        let (built, seeded) = (OnceLock::new(), OnceLock::new());
        Self { place, cores: 2, commit: "abc".into(), release, built, seeded }
    }
}

fn made_once<T>(cell: &OnceLock<T>, make: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(made) = cell.get() {
        return Ok(made);
    }
    let made = make()?;
    Ok(cell.get_or_init(|| made))
}

impl Server {
    /// The process.
    pub(super) fn pid(&self) -> u32 {
        self.group.pid()
    }

    /// What the process holds of this machine's memory.
    pub(super) fn resident_mib(&self) -> Result<f64> {
        usage::resident_mib(self.pid())
    }

    /// What it has said so far.
    pub(super) fn said(&self) -> Result<String> {
        fs::read_to_string(&self.log).context("reading what the server said")
    }

    /// Ends it, as a service manager would.
    pub(super) fn stop(self) -> Result<()> {
        self.group.stop(Duration::from_secs(10))
    }
}
