//! Child processes: each in a process group of its own, ended with everything it started, also on Ctrl+C.

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};
use std::{
    collections::BTreeSet,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

static GROUPS: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on a signal that ends us ends our children first; a second one does not wait for them.
pub(crate) fn end_children_on_signals() -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("catching signals")?;
    thread::spawn(move || {
        let mut asked_before = false;
        for _ in signals.forever() {
            INTERRUPTED.store(true, Ordering::SeqCst);
            let running = groups().clone();
            let signal = if asked_before { Signal::KILL } else { Signal::TERM };
            running.iter().for_each(|group| send(*group, signal));
            if asked_before || running.is_empty() {
                // Time to notice, and to put right what is half done.
                thread::sleep(Duration::from_secs(1));
                std::process::exit(130);
            }
            asked_before = true;
        }
    });
    Ok(())
}

/// Fails once we were asked to end: long loops ask it.
pub(crate) fn go_on() -> Result<()> {
    ensure!(!INTERRUPTED.load(Ordering::SeqCst), "interrupted");
    Ok(())
}

/// A running child and everything it starts; ended when it is dropped.
#[derive(Debug)]
pub(crate) struct Group {
    child: Child,
    name: String,
    ended: bool,
}

impl Group {
    /// Starts the command without standard input, in a process group of its own.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        use std::os::unix::process::CommandExt;
        go_on()?;
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).process_group(0).spawn();
        let child = child.with_context(|| format!("starting {name}"))?;
        groups().insert(child.id().cast_signed());
        Ok(Self { child, name, ended: false })
    }

    /// The process, and the number of its group.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().with_context(|| format!("waiting for {}", self.name))
    }

    /// Waits for the end of the process, then ends what it left behind.
    pub(crate) fn wait(mut self) -> Result<ExitStatus> {
        let status = self.child.wait().with_context(|| format!("waiting for {}", self.name))?;
        self.sweep();
        go_on()?;
        Ok(status)
    }

    /// Asks it to end and waits; after the grace it is killed.
    pub(crate) fn stop(mut self, grace: Duration) -> Result<()> {
        self.stop_within(grace)
    }

    /// Kills the process, and whatever is left of its group.
    pub(crate) fn kill(mut self) -> Result<()> {
        if let Some(pid) = Pid::from_raw(self.child.id().cast_signed()) {
            // Fails only when it has ended.
            let _ = kill_process(pid, Signal::KILL);
        }
        self.child.wait().with_context(|| format!("waiting for {}", self.name))?;
        self.sweep();
        Ok(())
    }

    fn stop_within(&mut self, grace: Duration) -> Result<()> {
        let patience = Instant::now() + grace;
        send(self.child.id().cast_signed(), Signal::TERM);
        while self.ended()?.is_none() && Instant::now() < patience {
            thread::sleep(Duration::from_millis(5));
        }
        self.sweep();
        self.child.wait().with_context(|| format!("waiting for {}", self.name))?;
        Ok(())
    }

    /// Kills whatever is left of the group.
    fn sweep(&mut self) {
        let group = self.child.id().cast_signed();
        send(group, Signal::KILL);
        groups().remove(&group);
        self.ended = true;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.ended {
            // An error here is one about a process that is gone.
            let _ = self.stop_within(Duration::from_secs(5));
        }
    }
}

/// Runs a command to its end; its output goes where ours goes.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let told = told(command);
    let status = Group::start(command)?.wait()?;
    if !status.success() {
        bail!("{told}: {status}");
    }
    Ok(())
}

/// The command as a person would type it.
pub(crate) fn told(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn send(group: i32, signal: Signal) {
    if let Some(group) = Pid::from_raw(group) {
        // Fails only when nobody is left in it.
        let _ = kill_process_group(group, signal);
    }
}

fn groups() -> MutexGuard<'static, BTreeSet<i32>> {
    GROUPS.lock().expect("nothing panics while it holds the lock")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn stopping_a_process_ends_what_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pid");
        let script = format!("sleep 60 & echo $! > {}; wait", file.display());
        let group = Group::start(Command::new("sh").args(["-c", &script])).unwrap();
        let patience = Instant::now() + Duration::from_secs(10);
        while !std::fs::read_to_string(&file).is_ok_and(|text| text.ends_with('\n')) && Instant::now() < patience {
            thread::sleep(Duration::from_millis(5));
        }
        let pid = std::fs::read_to_string(&file).unwrap();
        assert!(alive(pid.trim()));
        group.stop(Duration::from_secs(2)).unwrap();
        while alive(pid.trim()) && Instant::now() < patience {
            thread::sleep(Duration::from_millis(5));
        }
        assert!(!alive(pid.trim()));
    }

    #[test]
    fn a_command_that_fails_is_named() {
        let error = run(Command::new("/bin/sh").args(["-c", "exit 3"])).unwrap_err();
        assert_eq!(error.to_string(), "sh -c exit 3: exit status: 3");
    }

    /// A zombie that nobody has reaped counts as ended.
    fn alive(pid: &str) -> bool {
        let stat = std::fs::read_to_string(Path::new("/proc").join(pid).join("stat")).unwrap_or_default();
        stat.rsplit(") ").next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with('Z'))
    }
}
