//! Stopping: only what is ours, known by more than a number.

use super::{
    launch::archive_name,
    settings::LocalSettings,
    status::{EngineEvent, State},
    supervisor::Supervisor,
};
use crate::local::{
    LocalError, Result,
    cluster::Record,
    process::{ProcessId, Role, identity, procfs},
};
use futures::future::join_all;
use std::{collections::BTreeMap, time::Duration};

/// How long a process may take to end.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long, if it writes its class-data archive meanwhile: seconds on an idle machine.
const ARCHIVE_PATIENCE: Duration = Duration::from_secs(90);

impl Supervisor {
    /// Stops all processes, and remembers that they are not wanted.
    pub(super) async fn stop_all(&mut self) -> Result<()> {
        self.set_state(State::Stopping);
        self.watching = false;
        self.record.wanted = false;
        self.save_if_known()?;
        self.end_all().await?;
        self.settle(State::Stopped);
        self.say(EngineEvent::Stopped);
        Ok(())
    }

    /// Ends what runs, at the same time, and what a killed server had started without recording it.
    pub(super) async fn end_all(&mut self) -> Result<()> {
        // Each stays known until it has ended: this may be interrupted.
        let patience = BTreeMap::from(Role::ALL.map(|role| (role, self.patience(role))));
        let ending = self.running.iter_mut();
        let ending = ending.map(async |(role, running)| (*role, running.end(*role, patience[role]).await));
        for (role, outcome) in join_all(ending).await {
            // Only one that ended by itself wrote its archive to the end.
            if outcome? {
                self.remember_archive(role);
            }
            self.running.remove(&role);
        }
        end_unrecorded(&self.record.id).await?;
        if !self.record.processes.is_empty() {
            self.record.processes.clear();
            self.save_if_known()?;
        }
        Ok(())
    }

    /// Ends one process.
    pub(super) async fn end_one(&mut self, role: Role) -> Result<()> {
        let patience = self.patience(role);
        if let Some(running) = self.running.get_mut(&role)
            && running.end(role, patience).await?
        {
            self.remember_archive(role);
        }
        self.running.remove(&role);
        Ok(())
    }

    fn patience(&self, role: Role) -> Duration {
        let known = self.record.archives.get(&role).zip(self.parts.as_ref());
        let writes = self.settings.quick_start && known.is_none_or(|(name, parts)| *name != archive_name(role, parts));
        if writes { ARCHIVE_PATIENCE } else { PATIENCE }
    }

    fn remember_archive(&mut self, role: Role) {
        let Some(parts) = self.parts.as_ref().filter(|parts| parts.fingerprint == self.record.fingerprint) else {
            return;
        };
        let name = archive_name(role, parts);
        if self.settings.quick_start && self.layout.folder("cds").join(&name).is_file() {
            self.record.archives.insert(role, name);
        }
    }

    /// A cluster that was never started has no folder to record anything in.
    fn save_if_known(&self) -> Result<()> {
        if self.layout.control().is_dir() { self.save() } else { Ok(()) }
    }
}

/// Stops a cluster that another process may be watching: `scaleph engine stop`. Returns what was ended.
///
/// # Errors
/// [`LocalError::WillNotEnd`], or what reading and writing the record brings.
pub async fn stop_recorded(settings: LocalSettings) -> Result<Vec<(Role, ProcessId)>> {
    let settings = settings.checked()?;
    let layout = settings.layout();
    let mut record = Record::read(&layout.control())?;
    if record.id.is_empty() {
        return Ok(vec![]);
    }
    // A server that watches sees this before it starts anything again.
    record.wanted = false;
    record.write(&layout.control())?;
    let mut ended = Vec::new();
    for role in Role::ALL.into_iter().rev() {
        let Some(process) = record.processes.get(&role).filter(|process| is_ours(process, &record)) else {
            continue;
        };
        process.end(role, PATIENCE).await?;
        ended.push((role, *process));
    }
    end_unrecorded(&record.id).await?;
    Ok(ended)
}

/// The processes of a cluster that another process may be watching, and whether each runs: `scaleph engine status`.
///
/// # Errors
/// What reading the record brings.
pub fn recorded(settings: LocalSettings) -> Result<Vec<(Role, ProcessId, bool)>> {
    let record = Record::read(&settings.checked()?.layout().control())?;
    Ok(record.processes.iter().map(|(role, process)| (*role, *process, is_ours(process, &record))).collect())
}

/// Whether a recorded process is that process still: same boot, same start, and our id on its command line.
pub(super) fn is_ours(process: &ProcessId, record: &Record) -> bool {
    let same_boot = record.boot_id == procfs::boot_id();
    same_boot && process.is_alive() && procfs::has_argument(process.pid, &identity(&record.id))
}

/// A server that was killed between starting and recording left a process that nobody has the number of; it carries
/// the id, which was recorded before.
async fn end_unrecorded(id: &str) -> Result<(), LocalError> {
    if id.is_empty() {
        return Ok(());
    }
    for pid in procfs::with_argument(&identity(id)) {
        if let Some(start_time) = procfs::start_time(pid) {
            ProcessId { pid, start_time, since_ms: 0 }.end(Role::JobManager, PATIENCE).await?;
        }
    }
    Ok(())
}
