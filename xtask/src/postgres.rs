//! A PostgreSQL server for a run of a command: its own folder, a free port of loopback, nothing kept.

mod certificate;

use crate::{process::Group, setup};
use anyhow::{Context, Result, anyhow, ensure};
use certificate::Certificate;
use std::{
    fs,
    net::TcpListener,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A running server; it ends, and its folder goes, when it is dropped.
#[derive(Debug)]
pub(crate) struct Postgres {
    // Before the folder: fields are dropped in this order.
    server: Group,
    _folder: TempDir,
    port: u16,
    certificate: Certificate,
}

impl Postgres {
    /// Makes a database cluster and starts it; PostgreSQL refuses root, so root lends it another user.
    pub(crate) fn start() -> Result<Self> {
        let programs = setup::postgres().map_err(|why| anyhow!("no PostgreSQL server: {why}"))?;
        let folder = tempfile::Builder::new().prefix("scaleph-postgres-").tempdir()?;
        let user = unprivileged()?;
        if let Some((user, group)) = user {
            chown(folder.path(), Some(user), Some(group)).context("giving PostgreSQL its folder")?;
        }
        let start = |program: &str| {
            let mut command = Command::new(programs.join(program));
            command.current_dir(folder.path()).env("LC_ALL", "C");
            if let Some((user, group)) = user {
                command.uid(user).gid(group);
            }
            command
        };
        let data = folder.path().join("data");
        let mut initdb = start("initdb");
        initdb.arg("--pgdata").arg(&data).args(["--username=postgres", "--auth=trust", "--encoding=UTF8"]);
        let output = initdb.args(["--no-locale", "--no-sync"]).stdin(Stdio::null()).output().context("initdb")?;
        ensure!(output.status.success(), "initdb: {}", String::from_utf8_lossy(&output.stderr).trim());

        let certificate = Certificate::make(folder.path(), user)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = folder.path().join("log");
        let mut server = start("postgres");
        server.arg("-D").arg(&data).arg("-k").arg(folder.path()).args(settings(port, &certificate));
        let output = fs::File::create(&log)?;
        let server = Group::start(server.stdout(output.try_clone()?).stderr(output))?;
        let mut postgres = Self { server, _folder: folder, port, certificate };
        postgres.wait_until_ready(&log)?;
        Ok(postgres)
    }

    /// An administrator's address of the server.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// What a test trusts that speaks TLS to it; without TLS it answers too.
    pub(crate) fn authority(&self) -> String {
        self.certificate.authority.display().to_string()
    }

    fn wait_until_ready(&mut self, log: &Path) -> Result<()> {
        let patience = Instant::now() + Duration::from_secs(30);
        loop {
            let text = fs::read_to_string(log).unwrap_or_default();
            if text.contains("database system is ready to accept connections") {
                return Ok(());
            }
            let waiting = self.server.ended()?.is_none() && Instant::now() < patience;
            ensure!(waiting, "PostgreSQL did not start: {}", text.trim());
            thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Fast, because nothing has to survive; many connections, because every test has its own pool.
fn settings(port: u16, certificate: &Certificate) -> impl Iterator<Item = String> {
    let own = certificate.settings().into_iter().chain([format!("port={port}")]);
    let fixed = [
        "listen_addresses=127.0.0.1",
        "max_connections=400",
        "shared_buffers=128MB",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "log_min_messages=warning",
        "timezone=UTC",
    ];
    let all = fixed.map(str::to_owned).into_iter().chain(own);
    all.flat_map(|setting| ["-c".to_owned(), setting])
}

/// Somebody who is not root: PostgreSQL's own user where there is one.
fn unprivileged() -> Result<Option<(u32, u32)>> {
    if !rustix::process::geteuid().is_root() {
        return Ok(None);
    }
    let users = fs::read_to_string(PathBuf::from("/etc/passwd")).context("reading the users of this machine")?;
    let found = ["postgres", "nobody"].iter().find_map(|name| ids(&users, name));
    found.map(Some).context("neither a user postgres nor nobody, and PostgreSQL refuses root")
}

fn ids(users: &str, name: &str) -> Option<(u32, u32)> {
    let mut fields = users.lines().map(|line| line.split(':')).find(|fields| fields.clone().next() == Some(name))?;
    Some((fields.nth(2)?.parse().ok()?, fields.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let users = "root:x:0:0::/root:/bin/sh\npostgres2:x:7:7::/:/bin/sh\npostgres:x:101:104::/:/bin/sh\n";
        assert_eq!(ids(users, "postgres"), Some((101, 104)));
        assert_eq!(ids(users, "nobody"), None);
    }

    #[test]
    fn the_server_listens_and_is_gone_afterwards() {
        if let Err(why) = setup::postgres() {
            println!("skipped: no PostgreSQL server: {why}");
            return;
        }
        let postgres = Postgres::start().unwrap();
        let (port, folder) = (postgres.port, postgres._folder.path().to_owned());
        assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
        drop(postgres);
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err() && !folder.exists());
    }
}
