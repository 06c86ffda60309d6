//! What went wrong in a job.

use super::{RestReader, lenient};
use crate::error::Result;
use http::Method;
use model::flink::{Failure, FlinkJobId};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// The most characters of a stack trace that are kept.
const MOST_TRACE: usize = 64_000;

/// What went wrong in a job, as far as its JobManager remembers it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Answer")]
pub struct JobExceptions {
    /// Failures, newest first; one that the job came over counts too.
    pub history: Vec<ExceptionEntry>,
    /// True when there are more.
    pub truncated: bool,
}

/// A failure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Thrown")]
pub struct ExceptionEntry {
    /// The class of the exception.
    pub name: String,
    /// All it says; cut after 64,000 characters.
    pub stacktrace: String,
    /// When it was thrown, in milliseconds since 1970.
    pub timestamp: Option<i64>,
    /// The task that threw it, if one did: `Source: orders (1/2) - execution #0`.
    pub task_name: Option<String>,
    /// The host and port of the TaskManager it was thrown on.
    pub endpoint: Option<String>,
    /// The id of that TaskManager.
    pub task_manager_id: Option<String>,
    /// What failure enrichers say of it.
    pub labels: BTreeMap<String, String>,
    /// What went wrong at the same time in other tasks; for a job that gave up, what it gave up for. They have none.
    pub concurrent: Vec<ExceptionEntry>,
}

impl JobExceptions {
    /// The newest failure: for a job that failed, what it failed for.
    pub fn root(&self) -> Option<&ExceptionEntry> {
        self.history.first()
    }
}

impl ExceptionEntry {
    /// What the innermost exception of the stack trace says.
    pub fn failure(&self) -> Failure {
        Failure::from_trace(&self.stacktrace)
    }
}

impl RestReader {
    /// What went wrong in a job: at most so many failures.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) when the JobManager does not remember the job; else as said at
    /// [`RestReader`].
    pub async fn exceptions(&self, job: FlinkJobId, most: usize) -> Result<JobExceptions> {
        let link = &self.link;
        let mut url = link.url(&["jobs", &job.to_string(), "exceptions"]);
        url.query_pairs_mut().append_pair("maxExceptions", &most.to_string());
        let mut answer: JobExceptions = link.json("a job's exceptions", link.call_to(Method::GET, url)).await?;
        answer.cut(most);
        Ok(answer)
    }
}

impl JobExceptions {
    fn cut(&mut self, most: usize) {
        self.truncated |= self.history.len() > most;
        self.history.truncate(most);
        for entry in &mut self.history {
            self.truncated |= entry.concurrent.len() > most;
            entry.concurrent.truncate(most);
        }
    }
}

/// Flink 1.x has a root besides the history; 2.x has the history alone.
#[derive(Deserialize)]
struct Answer {
    #[serde(rename = "exceptionHistory", default, deserialize_with = "lenient::maybe")]
    history: Option<History>,
    #[serde(rename = "root-exception", default, deserialize_with = "root")]
    root: Option<Option<String>>,
    #[serde(default, deserialize_with = "lenient::millis")]
    timestamp: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct History {
    #[serde(deserialize_with = "lenient::list")]
    entries: Vec<Entry>,
    #[serde(deserialize_with = "lenient::flag")]
    truncated: bool,
}

/// A failure with those at the same time. They have none themselves, so that nothing is read deeper than this.
#[derive(Deserialize)]
struct Entry {
    #[serde(flatten)]
    entry: ExceptionEntry,
    #[serde(rename = "concurrentExceptions", default, deserialize_with = "lenient::list")]
    concurrent: Vec<ExceptionEntry>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Thrown {
    #[serde(deserialize_with = "lenient::text")]
    exception_name: String,
    #[serde(deserialize_with = "trace")]
    stacktrace: String,
    #[serde(deserialize_with = "lenient::millis")]
    timestamp: Option<i64>,
    #[serde(deserialize_with = "lenient::maybe_text")]
    task_name: Option<String>,
    #[serde(deserialize_with = "lenient::maybe_text")]
    endpoint: Option<String>,
    /// The same, in Flink 1.x.
    #[serde(deserialize_with = "lenient::maybe_text")]
    location: Option<String>,
    #[serde(deserialize_with = "lenient::maybe_text")]
    task_manager_id: Option<String>,
    #[serde(deserialize_with = "lenient::texts")]
    failure_labels: BTreeMap<String, String>,
}

impl From<Thrown> for ExceptionEntry {
    fn from(thrown: Thrown) -> Self {
        Self {
            name: thrown.exception_name,
            stacktrace: thrown.stacktrace,
            timestamp: thrown.timestamp,
            task_name: thrown.task_name,
            endpoint: thrown.endpoint.or(thrown.location),
            task_manager_id: thrown.task_manager_id,
            labels: thrown.failure_labels,
            concurrent: vec![],
        }
    }
}

impl TryFrom<Answer> for JobExceptions {
    type Error = &'static str;

    fn try_from(answer: Answer) -> Result<Self, &'static str> {
        if answer.history.is_none() && answer.root.is_none() {
            return Err("neither a history nor a root");
        }
        let History { entries, truncated } = answer.history.unwrap_or_default();
        let with_concurrent = |Entry { entry, concurrent }| ExceptionEntry { concurrent, ..entry };
        let mut history: Vec<ExceptionEntry> = entries.into_iter().map(with_concurrent).collect();
        if let (true, Some(stacktrace)) = (history.is_empty(), answer.root.flatten()) {
            let name = stacktrace.split([':', '\n']).next().unwrap_or_default().to_owned();
            history.push(ExceptionEntry { name, stacktrace, timestamp: answer.timestamp, ..Default::default() });
        }
        Ok(Self { history, truncated })
    }
}

/// That there is a root, and what it is if it is one.
fn root<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    let text = lenient::maybe_text(deserializer)?;
    Ok(Some(text.map(|text| text.chars().take(MOST_TRACE).collect())))
}

fn trace<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(lenient::text(deserializer)?.chars().take(MOST_TRACE).collect())
}
