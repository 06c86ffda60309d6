//! What figures are measured on: this machine, this commit, one build, servers with data of their own.

use super::seed::Seeded;
pub(super) use crate::server::Server;
use crate::{
    build::{self, Built},
    place::Place,
    server,
    setup::{self, Level},
};
use anyhow::Result;
use std::{fs, path::Path, sync::OnceLock, thread};

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

impl Surroundings {
    /// Looks at the machine and the checkout.
    pub(super) fn new(place: Place, release: bool) -> Result<Self> {
        setup::prepare(&place, Level::Test)?;
        let commit = place.commit();
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
        let port = server::free_port()?;
        fs::create_dir_all(data)?;
        let mut command = server::command_on(&self.place, built, data, port);
        command.envs(settings.iter().copied());
        Server::start(command, port, data.with_extension("log"))
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
