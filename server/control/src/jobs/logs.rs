//! The logs of the cluster that a run is on, without the secret values of the run's project.
//!
//! A cluster writes one log for all its jobs: whoever asks must be somebody who may read those of others too, or whose
//! project has the cluster for itself. That is decided before, by [`Control::may_read_logs`].

use super::{
    inside::{Blind, look_within},
    masking::Masking,
};
use crate::{Control, shared::Shared};
use engine::{
    local::{LocalEngine, Log, Role},
    rest::{LogFile, Process, RestReader},
};
use model::authority::{ClusterView, JobControl, Membership, Standing};
use std::time::Duration;
use store::Run;

/// Flink serves whole logs only, of which the end is kept.
const PATIENCE: Duration = Duration::from_secs(60);
/// Names of logs that are offered.
const MOST_FILES: usize = 50;
const JOBMANAGER: &str = "jobmanager";
/// Processes of the local engine that have to do with jobs, and their logs as they are named here.
const ROLES: [Role; 2] = [Role::JobManager, Role::TaskManager];
const LOCAL: [(&str, Log); 3] =
    [("flink.log", Log::Flink), ("output", Log::Output), ("output.before", Log::OutputBefore)];

/// Which log; what is not there is another one.
#[derive(Clone, Debug, Default)]
pub struct LogChoice {
    /// `jobmanager`, or a TaskManager's id.
    pub process: Option<String>,
    /// The name of the file.
    pub file: Option<String>,
}

/// The end of a log, and what other logs there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEnd {
    /// `jobmanager`, and the ids of the TaskManagers.
    pub processes: Vec<String>,
    /// Whose it is, of these.
    pub process: String,
    /// The logs of that process.
    pub files: Vec<String>,
    /// Which it is, of these; empty when there is none.
    pub file: String,
    /// Its last whole lines.
    pub text: String,
}

impl Control {
    /// Whether somebody may read the whole logs of the cluster that a run is on.
    ///
    /// They hold what all who use the cluster do. So it takes the right to look at clusters; or to operate the jobs of the
    /// only project that was granted the cluster and that ever ran anything there: who deploys there runs code in those
    /// very processes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn may_read_logs(&self, standing: &Standing, member: &Membership, run: &Run) -> store::Result<bool> {
        if standing.has::<ClusterView>() {
            return Ok(true);
        }
        match member.allow::<JobControl>() {
            Ok(scope) => self.shared().store.has_cluster_alone(&scope, run.cluster_id).await,
            Err(_) => Ok(false),
        }
    }

    /// The last `most` bytes of a log.
    ///
    /// # Errors
    /// As said at [`Blind`].
    pub async fn log_of(&self, run: &Run, choice: &LogChoice, most: usize) -> Result<LogEnd, Blind> {
        log_of(self.shared(), run, choice, most).await
    }
}

/// The last `most` bytes of a log.
pub(super) async fn log_of(shared: &Shared, run: &Run, choice: &LogChoice, most: usize) -> Result<LogEnd, Blind> {
    if let Some(local) = shared.engines.local_of(run.cluster_id) {
        let masking = Masking::of(shared, run.project_id).await?;
        return Ok(masked(of_local(&local.engine, choice, most).await, &masking));
    }
    let ask = async |reader: RestReader| of_cluster(&reader, choice, most).await;
    let (masking, end) = look_within(shared, run, PATIENCE, ask).await?;
    Ok(masked(end, &masking))
}

fn masked(end: LogEnd, masking: &Masking) -> LogEnd {
    LogEnd { text: masking.log(&end.text), ..end }
}

/// The engine of this host: its files can be read also when nothing of it runs.
async fn of_local(engine: &LocalEngine, choice: &LogChoice, most: usize) -> LogEnd {
    let role = ROLES.into_iter().find(|role| choice.process.as_deref() == Some(role.as_str()));
    let role = role.unwrap_or(Role::JobManager);
    let (file, log) = LOCAL.into_iter().find(|(name, _)| choice.file.as_deref() == Some(name)).unwrap_or(LOCAL[0]);
    let text = engine.log_tail(role, log, most as u64).await;
    LogEnd {
        processes: ROLES.map(|role| role.as_str().to_owned()).to_vec(),
        process: role.as_str().to_owned(),
        files: LOCAL.map(|(name, _)| name.to_owned()).to_vec(),
        file: file.to_owned(),
        // What stands in its place is said where the log would be.
        text: text.unwrap_or_else(|error| error.to_string()),
    }
}

async fn of_cluster(reader: &RestReader, choice: &LogChoice, most: usize) -> engine::Result<LogEnd> {
    let managers = reader.taskmanagers().await?;
    let processes: Vec<String> =
        [JOBMANAGER.to_owned()].into_iter().chain(managers.into_iter().map(|manager| manager.id)).collect();
    let process = chosen(&processes, choice.process.as_deref()).unwrap_or(JOBMANAGER).to_owned();
    let asked = match process.as_str() {
        JOBMANAGER => Process::JobManager,
        id => Process::TaskManager(id.to_owned()),
    };
    let files = offered(reader.log_files(&asked).await?);
    let file = chosen(&files, choice.file.as_deref()).unwrap_or_default().to_owned();
    let text = match file.as_str() {
        "" => String::new(),
        file => reader.log_tail(&asked, file, most).await?.text,
    };
    Ok(LogEnd { processes, process, files, file, text })
}

/// The one that is asked for, or the first.
fn chosen<'a>(names: &'a [String], asked: Option<&str>) -> Option<&'a str> {
    let found = names.iter().find(|name| Some(name.as_str()) == asked);
    found.or(names.first()).map(String::as_str)
}

/// The names of logs: what Flink itself logs first, then the newest.
fn offered(mut files: Vec<LogFile>) -> Vec<String> {
    files.sort_by_key(|file| (!file.name.ends_with(".log"), -file.mtime, file.name.clone()));
    files.into_iter().take(MOST_FILES).map(|file| file.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_flink_logs_comes_first_and_what_is_not_there_is_not_asked_for() {
        let file = |name: &str, mtime| LogFile { name: name.into(), size: 1, mtime };
        let files = offered(vec![file("tm.out", 9), file("old.log", 1), file("tm.log", 5), file("tm.log.1", 4)]);
        assert_eq!(files, ["tm.log", "old.log", "tm.out", "tm.log.1"]);
        assert_eq!(chosen(&files, Some("tm.out")), Some("tm.out"));
        assert_eq!(chosen(&files, Some("../../etc/passwd")), Some("tm.log"));
        assert_eq!(chosen(&[], Some("a")), None);
    }
}
