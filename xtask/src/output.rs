//! Runs a command with its output kept: whole in a log file, line by line for whoever listens.

use crate::process::{Group, go_on};
use anyhow::{Context, Result};
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, ExitStatus},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

/// How a command ended and what it said.
#[derive(Debug)]
pub(crate) struct Output {
    /// How it ended.
    pub(crate) status: ExitStatus,
    /// Standard output and standard error as they came.
    pub(crate) text: String,
}

/// Runs the command; `hear` gets each line as it comes.
pub(crate) fn capture(command: &mut Command, log: &Path, mut hear: impl FnMut(&str)) -> Result<Output> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut log = fs::File::create(log).with_context(|| format!("creating {}", log.display()))?;
    let (reader, writer) = std::io::pipe()?;
    command.stdout(writer.try_clone()?).stderr(writer);
    let mut group = Group::start(command)?;
    // Our own ends of the pipe are in the command: while they are open, the reader sees no end.
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());

    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(reader);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line).into_owned();
            if sender.send(text).is_err() {
                return;
            }
            line.clear();
        }
    });

    let (mut text, mut last) = (String::new(), None);
    loop {
        match lines.recv_timeout(Duration::from_millis(50)) {
            Ok(line) => {
                log.write_all(line.as_bytes())?;
                hear(line.trim_end());
                text.push_str(&line);
            }
            Err(RecvTimeoutError::Disconnected) => break,
            // Something that outlives the command may hold the pipe: give it a moment, then go on without.
            Err(RecvTimeoutError::Timeout) if group.ended()?.is_some() => {
                let since = *last.get_or_insert_with(Instant::now);
                if since.elapsed() > Duration::from_secs(2) {
                    break;
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
    let status = group.wait()?;
    go_on()?;
    Ok(Output { status, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_outputs_come_in_order_and_lie_in_the_log() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("logs/one.log");
        let mut heard = Vec::new();
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; exit 4"]);
        let output = capture(&mut command, &log, |line| heard.push(line.to_owned())).unwrap();
        assert_eq!((output.text.as_str(), output.status.code()), ("one\ntwo\n", Some(4)));
        assert_eq!(heard, ["one", "two"]);
        assert_eq!(fs::read_to_string(log).unwrap(), output.text);
    }

    #[test]
    fn a_process_that_stays_behind_does_not_hold_us_up() {
        let folder = tempfile::tempdir().unwrap();
        let start = Instant::now();
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 30 & echo done"]);
        let output = capture(&mut command, &folder.path().join("log"), |_| ()).unwrap();
        assert_eq!(output.text, "done\n");
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}
