//! The local engine of a server, as this host and its REST show it.

use crate::http;
use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The local engine below a data directory.
#[derive(Clone, Debug)]
pub(super) struct Engine {
    root: PathBuf,
}

/// A job as Flink tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FlinkJob {
    /// What it is called.
    pub(super) name: String,
    /// `RUNNING`.
    pub(super) state: String,
}

impl FlinkJob {
    /// True until nothing of it runs any more.
    pub(super) fn is_alive(&self) -> bool {
        !matches!(self.state.as_str(), "FINISHED" | "FAILED" | "CANCELED")
    }
}

impl Engine {
    /// That of a server.
    pub(super) fn of(data: &Path) -> Self {
        Self { root: data.join("engine/clusters/local") }
    }

    /// Where its processes may write.
    pub(super) fn work(&self) -> PathBuf {
        self.root.join("work")
    }

    /// Kills a process of it, by the name that its record has for it; false when none runs.
    pub(super) fn kill(&self, role: &str) -> Result<bool> {
        let Some(record) = self.record() else { return Ok(false) };
        let process = &record["processes"][role];
        let pid = process["pid"].as_i64().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw);
        let (Some(pid), Some(id)) = (pid, record["id"].as_str()) else { return Ok(false) };
        // The number may be somebody else's by now: only what carries the mark of this very engine is ours to hurt.
        let line = fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())).unwrap_or_default();
        if id.is_empty() || !String::from_utf8_lossy(&line).contains(id) {
            return Ok(false);
        }
        kill_process(pid, Signal::KILL).with_context(|| format!("killing the {role}"))?;
        Ok(true)
    }

    /// The ports of its REST and its gateway, once they are chosen.
    pub(super) fn ports(&self) -> Option<(u16, u16)> {
        let ports = &self.record()?["ports"];
        let port = |name: &str| ports[name].as_u64().and_then(|port| u16::try_from(port).ok());
        Some((port("rest")?, port("gateway")?))
    }

    /// Its jobs.
    ///
    /// # Errors
    /// When it does not answer.
    pub(super) fn jobs(&self) -> Result<Vec<FlinkJob>> {
        let answer = self.ask("/jobs/overview")?;
        let jobs = answer["jobs"].as_array().context("an overview without jobs")?;
        let text = |job: &Value, key: &str| job[key].as_str().unwrap_or_default().to_owned();
        Ok(jobs.iter().map(|job| FlinkJob { name: text(job, "name"), state: text(job, "state") }).collect())
    }

    /// How many tasks it runs side by side.
    ///
    /// # Errors
    /// When it does not answer.
    pub(super) fn slots(&self) -> Result<usize> {
        let slots = self.ask("/overview")?["slots-total"].as_u64().unwrap_or_default();
        usize::try_from(slots).context("slots")
    }

    fn ask(&self, path: &str) -> Result<Value> {
        let (rest, _) = self.ports().context("the engine has no ports yet")?;
        let answer = http::get(rest, path)?;
        ensure!(answer.status == 200, "{path} answered {}", answer.status);
        serde_json::from_slice(&answer.body).with_context(|| format!("reading {path}"))
    }

    fn record(&self) -> Option<Value> {
        let text = fs::read(self.root.join("control/record.json")).ok()?;
        serde_json::from_slice(&text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_process_with_the_mark_of_the_engine_is_hurt() {
        let data = tempfile::tempdir().unwrap();
        let engine = Engine::of(data.path());
        assert!(!engine.kill("gateway").unwrap() && engine.ports().is_none());
        let control = engine.root.join("control");
        fs::create_dir_all(&control).unwrap();
        let own = std::process::id();
        let record = format!(
            r#"{{"id": "an engine of nobody", "ports": {{"rest": 1, "rpc": 2, "gateway": 3}},
                "processes": {{"gateway": {{"pid": {own}}}}}}}"#
        );
        fs::write(control.join("record.json"), record).unwrap();
        assert!(!engine.kill("gateway").unwrap());
        assert_eq!(engine.ports(), Some((1, 3)));
    }
}
