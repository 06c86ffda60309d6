//! One process that runs: started by us, or found again.

use super::{procfs, role::Role};
use crate::local::{LocalError, Result};
use rustix::process::{Pid, Signal, kill_process};
use serde::{Deserialize, Serialize};
use std::{
    ffi::OsString,
    fs::File,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// The identity of a process: a number is used again, a number and its start are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessId {
    /// The number.
    pub pid: i32,
    /// Its start, in clock ticks after the boot of the host.
    pub start_time: u64,
    /// Its start, in milliseconds since 1970.
    pub since_ms: u64,
}

impl ProcessId {
    /// Whether this very process runs.
    pub fn is_alive(&self) -> bool {
        procfs::start_time(self.pid) == Some(self.start_time)
    }

    /// Ends it: asks, waits, and if it does not listen, ends it by force. True if it ended by itself.
    ///
    /// # Errors
    /// [`LocalError::WillNotEnd`].
    pub(crate) async fn end(&self, role: Role, patience: Duration) -> Result<bool> {
        let will_not_end = LocalError::WillNotEnd { role: role.as_str(), pid: self.pid };
        let Some(pid) = Pid::from_raw(self.pid).filter(|_| self.pid > 1) else {
            return Err(will_not_end);
        };
        for (signal, patience) in [(Signal::TERM, patience), (Signal::KILL, Duration::from_secs(10))] {
            let deadline = Instant::now() + patience;
            // Looked at right before: the number may be somebody else's by now.
            if self.is_alive() && kill_process(pid, signal).is_err() && self.is_alive() {
                return Err(will_not_end);
            }
            while self.is_alive() && Instant::now() < deadline {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            if !self.is_alive() {
                return Ok(signal == Signal::TERM);
            }
        }
        Err(will_not_end)
    }
}

/// How to start a process through the launcher.
pub(crate) struct Start<'a> {
    pub(crate) role: Role,
    pub(crate) launcher: &'a Launcher,
    /// The rules that the launcher applies.
    pub(crate) rules: &'a Path,
    pub(crate) program: PathBuf,
    pub(crate) args: Vec<OsString>,
    pub(crate) environment: Vec<(String, String)>,
    /// Where it begins.
    pub(crate) folder: PathBuf,
    /// Where standard output and error go.
    pub(crate) out: PathBuf,
}

/// The program that applies [rules](crate::local::confine::Rules) and turns into another.
#[derive(Clone, Debug, PartialEq)]
pub struct Launcher {
    /// The program; in the product, the server's own.
    pub program: PathBuf,
    /// What comes before `--rules`; in the product, `engine exec`.
    pub args: Vec<OsString>,
}

/// A process we watch.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) id: ProcessId,
    /// Ours to wait for, if we started it; one that was found again is somebody else's child.
    child: Option<Child>,
}

impl Running {
    /// Starts it in a session of its own. Nothing is awaited between the start and knowing its identity.
    pub(crate) fn start(start: Start<'_>) -> Result<Self> {
        rotate(&start.out);
        let out = File::create(&start.out).map_err(LocalError::io(&start.out))?;
        let err = out.try_clone().map_err(LocalError::io(&start.out))?;
        let mut command = Command::new(&start.launcher.program);
        command
            .args(&start.launcher.args)
            .arg("--rules")
            .arg(start.rules)
            .arg("--")
            .arg(start.program)
            .args(start.args);
        command.env_clear().envs(start.environment).current_dir(start.folder);
        command.stdin(Stdio::null()).stdout(out).stderr(err);
        let mut child = command.spawn().map_err(LocalError::io(&start.launcher.program))?;

        let pid = child.id().cast_signed();
        let since_ms = now_ms();
        // One that ended at once is still there to be waited for, only without a start.
        let Some(start_time) = procfs::start_time(pid) else {
            let _ = child.wait();
            let line = "it ended at once".into();
            return Err(LocalError::EndedEarly { role: start.role.as_str(), line, log: start.out });
        };
        Ok(Self { id: ProcessId { pid, start_time, since_ms }, child: Some(child) })
    }

    /// One that was found again.
    pub(crate) fn adopted(id: ProcessId) -> Self {
        Self { id, child: None }
    }

    /// Whether it runs; one of ours that ended is waited for, so that nothing is left of it.
    pub(crate) fn is_alive(&mut self) -> bool {
        match &mut self.child {
            Some(child) => matches!(child.try_wait(), Ok(None)),
            None => self.id.is_alive(),
        }
    }

    /// Ends it; true if it ended by itself when asked.
    pub(crate) async fn end(&mut self, role: Role, patience: Duration) -> Result<bool> {
        if !self.is_alive() {
            return Ok(false);
        }
        let ended = self.id.end(role, patience).await;
        self.is_alive();
        ended
    }
}

/// Milliseconds since 1970.
fn now_ms() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}

/// Keeps what the process before said.
fn rotate(out: &Path) {
    let mut older = out.as_os_str().to_owned();
    older.push(".1");
    // The first start has nothing to keep.
    let _ = std::fs::rename(out, older);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_number_with_another_start_is_not_ended() {
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        let pid = child.id().cast_signed();
        let start_time = procfs::start_time(pid).unwrap();
        let lie = ProcessId { pid, start_time: start_time + 1, since_ms: 0 };
        assert!(!lie.is_alive());
        lie.end(Role::TaskManager, Duration::from_secs(1)).await.unwrap();
        assert_eq!(child.try_wait().unwrap(), None, "it still runs");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[tokio::test]
    async fn one_that_does_not_listen_is_ended_by_force() {
        let script = "trap '' TERM; while :; do sleep 0.05; done";
        let child = Command::new("sh").args(["-c", script]).spawn().unwrap();
        let pid = child.id().cast_signed();
        tokio::time::sleep(Duration::from_millis(300)).await;
        let id = ProcessId { pid, start_time: procfs::start_time(pid).unwrap(), since_ms: 0 };
        let mut running = Running { id, child: Some(child) };
        assert!(!running.end(Role::TaskManager, Duration::from_millis(200)).await.unwrap());
        assert!(!running.is_alive());
    }
}
