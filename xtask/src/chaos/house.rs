//! Everything that a run stands on and hurts: servers, their database, their engine, their disk.

use super::{
    database::Database,
    disk::Disk,
    engine::Engine,
    plan::{Step, Victim},
};
use crate::{
    account::Account,
    build::Built,
    place::{FLINK_HOMES, Place},
    process::told,
    server::{self, Server},
};
use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fmt, fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Longer than a server holds an operation that it is not heard of.
const PAST_THE_LEASE: Duration = Duration::from_secs(33);
/// What Flink needs for its archives of classes, its logs and its state, and not much more.
const DISK_MIB: u32 = 1400;
/// How often a server is tried again that did not start.
const TRIES: u32 = 4;

/// How servers, database and engine stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One server on SQLite, with its local engine.
    Alone,
    /// Two servers on PostgreSQL; the engine is the local one of the first.
    Replicas,
    /// Two servers on PostgreSQL, and the engine is a registered cluster to both, so that either may act.
    Registered,
}

impl Shape {
    /// That of a seed.
    pub(super) fn of(seed: u64) -> Self {
        [Self::Alone, Self::Replicas, Self::Registered][usize::try_from(seed % 3).unwrap_or_default()]
    }

    /// True when the newest state is found whatever happened, and so no row is ever written twice.
    ///
    /// A registered cluster's disk is out of the servers' reach: of its checkpoints they know what they asked for last.
    pub(super) fn is_exactly_once(self) -> bool {
        self != Self::Registered
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Alone => "one server on SQLite",
            Self::Replicas => "two servers on PostgreSQL",
            Self::Registered => "two servers on PostgreSQL, their engine registered",
        })
    }
}

/// One server, which may be down or stand still.
#[derive(Debug)]
struct Member {
    data: PathBuf,
    port: u16,
    has_engine: bool,
    running: Option<Server>,
    /// Until when it is left down, or standing still.
    until: Instant,
    is_paused: bool,
    failed_starts: u32,
}

/// Everything that a run stands on.
#[derive(Debug)]
pub(super) struct House {
    /// How its parts stand to each other.
    pub(super) shape: Shape,
    /// What the servers remember.
    pub(super) database: Database,
    /// The engine of the first server.
    pub(super) engine: Engine,
    /// The first administrator.
    pub(super) account: Option<Account>,
    members: Vec<Member>,
    place: Place,
    built: Built,
    key: String,
    disk: Option<Disk>,
    full_until: Option<Instant>,
    folder: TempDir,
}

impl House {
    /// Makes everything and starts the servers, the first one with its engine.
    pub(super) fn build(place: Place, built: &Built, shape: Shape) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("scaleph-chaos-").tempdir()?;
        // Servers are started again and again: from what there was when it began, whatever is built meanwhile.
        let binary = folder.path().join("scaleph");
        fs::copy(&built.binary, &binary).with_context(|| format!("copying {}", built.binary.display()))?;
        let built = Built { binary, site: built.site.clone() };
        let root = folder.path().join("disk");
        fs::create_dir(&root)?;
        let disk = Disk::mount(&root, DISK_MIB).inspect_err(|error| println!("skipped: a full disk: {error:#}")).ok();
        let data = root.join("one");
        let database = match shape {
            Shape::Alone => Database::Sqlite(data.join("scaleph.db")),
            Shape::Replicas | Shape::Registered => Database::shared()?,
        };
        let engine = Engine::of(&data);
        let mut datas = vec![data];
        if shape != Shape::Alone {
            datas.push(folder.path().join("two"));
        }
        let key = "Y2hhb3MgaXMgYSBsYWRkZXIsIHNvIHRoZXkgc2F5Li4=".into();
        let (members, account, full_until) = (Vec::new(), None, None);
        let mut house = Self { shape, database, engine, account, members, place, built, key, disk, full_until, folder };
        for (index, data) in datas.into_iter().enumerate() {
            let member = Member {
                data,
                port: server::free_port()?,
                has_engine: index == 0,
                running: None,
                until: Instant::now(),
                is_paused: false,
                failed_starts: 0,
            };
            house.members.push(member);
            house.start(index)?;
            if index == 0 {
                // Before there is a second server, whose link would be the one that counts.
                house.account = Some(Account::make(house.server(0).context("the first server does not start")?)?);
            }
        }
        Ok(house)
    }

    /// A server that answers; of several, now this one and now that one.
    pub(super) fn server(&self, turn: usize) -> Option<&Server> {
        let up: Vec<_> = self.members.iter().filter(|member| !member.is_paused).collect();
        let up: Vec<_> = up.into_iter().filter_map(|member| member.running.as_ref()).collect();
        up.get(turn % up.len().max(1)).copied()
    }

    /// Hurts the victim, or what is hurt in its place; says which it was.
    pub(super) fn strike(&mut self, step: &Step) -> Result<Victim> {
        let (pick, stays) = (step.pick, step.stays);
        for victim in step.victim.or_else() {
            let is_hurt = match victim {
                Victim::JobManager => self.engine.kill("job_manager")?,
                Victim::TaskManager => self.engine.kill("task_manager")?,
                Victim::Gateway => self.engine.kill("gateway")?,
                Victim::Server => self.kill_server(pick, stays)?,
                Victim::Connections => self.database.end_connections()? > 0,
                Victim::Pause => self.pause_server(pick)?,
                Victim::Disk => self.fill_disk(stays)?,
            };
            if is_hurt {
                return Ok(victim);
            }
        }
        bail!("nothing runs that could be hurt")
    }

    /// Brings back what was left down, still or full for long enough.
    pub(super) fn mend(&mut self) -> Result<()> {
        let now = Instant::now();
        if self.full_until.is_some_and(|until| until <= now) {
            self.full_until = None;
            self.disk.as_ref().context("no disk")?.free()?;
        }
        for index in 0..self.members.len() {
            let member = &mut self.members[index];
            let is_due = member.until <= now;
            if member.is_paused && is_due {
                member.signal(Signal::CONT)?;
                member.is_paused = false;
            }
            if let Some(server) = &mut member.running
                && !member.is_paused
                && !server.is_alive()?
            {
                bail!("a server ended by itself:\n{}", tail(&server.said()?));
            }
            if member.running.is_none() && is_due && self.full_until.is_none() {
                self.start(index)?;
            }
        }
        Ok(())
    }

    /// Brings everything back at once.
    pub(super) fn mend_all(&mut self) -> Result<()> {
        let now = Instant::now();
        self.full_until = self.full_until.map(|_| now);
        self.members.iter_mut().for_each(|member| member.until = now);
        self.mend()
    }

    /// Keeps what is needed to find out what went wrong.
    pub(super) fn keep_evidence(&self, folder: &Path) -> Result<()> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        for member in &self.members {
            let log = member.data.with_extension("log");
            fs::copy(&log, folder.join(log.file_name().context("a log has a name")?))?;
        }
        for entry in fs::read_dir(self.engine.work().join("log"))?.flatten().filter(|entry| entry.path().is_file()) {
            fs::copy(entry.path(), folder.join(entry.file_name()))?;
        }
        for (table, columns) in EVIDENCE {
            let rows = self.database.rows(&format!("SELECT {columns} FROM {table} ORDER BY id"))?;
            let lines: String = rows.iter().map(|row| row.join(" | ") + "\n").collect();
            fs::write(folder.join(format!("{table}.txt")), format!("{columns}\n{lines}"))?;
        }
        Ok(())
    }

    /// How operations on jobs ended, and how often.
    pub(super) fn ends_of_operations(&self) -> Result<BTreeMap<String, usize>> {
        let query = "SELECT kind, state, COALESCE(error, '') FROM operations WHERE object_kind = 'job'";
        let mut ends = BTreeMap::new();
        for row in self.database.rows(query)? {
            let [kind, state, error] = row.as_slice() else { bail!("operations have other fields") };
            let error: Value = serde_json::from_str(error).unwrap_or_default();
            let end = [kind, state, error["code"].as_str().unwrap_or_default()].join(" ");
            *ends.entry(end).or_default() += 1;
        }
        Ok(ends)
    }

    fn start(&mut self, index: usize) -> Result<()> {
        let member = &self.members[index];
        fs::create_dir_all(&member.data)?;
        let command = self.command(member);
        let started = Server::start(command, member.port, member.data.with_extension("log"));
        let member = &mut self.members[index];
        match started {
            Ok(server) => {
                member.running = Some(server);
                member.failed_starts = 0;
            }
            Err(error) => {
                member.failed_starts += 1;
                member.until = Instant::now() + Duration::from_secs(1);
                ensure!(member.failed_starts < TRIES, "a server does not start: {}", tail(&format!("{error:#}")));
            }
        }
        Ok(())
    }

    fn command(&self, member: &Member) -> Command {
        let mut command = server::command_on(&self.place, &self.built, &member.data, member.port);
        command.env("SCALEPH_ENGINE_LOCAL", if member.has_engine { "on" } else { "off" });
        command.env(FLINK_HOMES, self.place.flink_homes()).env("SCALEPH_EGRESS_ALLOW_LOOPBACK", "cluster");
        command.env("SCALEPH_LOG_LEVEL", "info,control=debug,engine=debug");
        if let Some(url) = self.database.url() {
            let files = format!("file:{}", self.folder.path().join("files").display());
            command.env("SCALEPH_DATABASE_URL", url).env("SCALEPH_FILES_URL", files);
            command.env("SCALEPH_SECRETS_KEY", &self.key);
        }
        command
    }

    /// The servers that answer, beginning with a picked one.
    fn up(&mut self, pick: usize) -> Vec<&mut Member> {
        let mut up: Vec<_> =
            self.members.iter_mut().filter(|member| !member.is_paused && member.running.is_some()).collect();
        let by = pick % up.len().max(1);
        up.rotate_left(by);
        up
    }

    fn kill_server(&mut self, pick: usize, stays: Duration) -> Result<bool> {
        let mut up = self.up(pick);
        let Some(member) = up.first_mut() else { return Ok(false) };
        let Some(server) = member.running.take() else { return Ok(false) };
        member.until = Instant::now() + stays;
        server.kill()?;
        Ok(true)
    }

    /// Of one server alone, nobody could take anything over.
    fn pause_server(&mut self, pick: usize) -> Result<bool> {
        let mut up = self.up(pick);
        let [member, _, ..] = up.as_mut_slice() else { return Ok(false) };
        member.signal(Signal::STOP)?;
        member.is_paused = true;
        member.until = Instant::now() + PAST_THE_LEASE;
        Ok(true)
    }

    fn fill_disk(&mut self, stays: Duration) -> Result<bool> {
        let (Some(disk), None) = (&self.disk, self.full_until) else { return Ok(false) };
        disk.fill()?;
        self.full_until = Some(Instant::now() + Duration::from_secs(4) + stays);
        Ok(true)
    }
}

impl Member {
    fn signal(&self, signal: Signal) -> Result<()> {
        let pid = self.running.as_ref().and_then(|server| Pid::from_raw(server.pid().cast_signed()));
        kill_process(pid.context("no server runs")?, signal).context("sending a server a signal")
    }
}

impl Drop for House {
    fn drop(&mut self) {
        for member in &mut self.members {
            if member.is_paused {
                // Gone is as good.
                let _ = member.signal(Signal::CONT);
            }
            drop(member.running.take());
        }
        if let (Some(disk), Some(_)) = (&self.disk, self.full_until.take()) {
            // What was never filled needs no room.
            let _ = disk.free();
        }
        let Some(first) = self.members.first() else { return };
        let mut stop = self.command(first);
        stop.args(["engine", "stop"]);
        match stop.output() {
            Ok(output) if output.status.success() => {}
            Ok(output) => eprintln!("  {}: {}", told(&stop), String::from_utf8_lossy(&output.stderr).trim()),
            Err(error) => eprintln!("  {}: {error}", told(&stop)),
        }
        // What was just ended may still write.
        thread::sleep(Duration::from_millis(200));
    }
}

/// Tables, and what of them tells what happened.
const EVIDENCE: [(&str, &str); 4] = [
    ("jobs", "id, name, desired, state, state_since, run_id"),
    (
        "runs",
        "id, name, number, state, outcome, failure, started_at, ended_at, unknown_since, restored_from, flink_job_id, \
         attempt, operation_id, incarnation, swept",
    ),
    (
        "operations",
        "id, kind, object_id, state, active, parameters, steps, requested_at, ended_at, error, holder, fence",
    ),
    ("snapshots", "id, job_id, run_id, kind, path, completed_at, disposed_at"),
];

/// The last lines of a text.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}
