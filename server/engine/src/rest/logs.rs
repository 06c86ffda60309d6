//! Logs. Flink serves whole files only, so the end of one is kept while all of it passes by.

use crate::{Error, connection::Link, error::Result};
use http::Method;
use serde::Deserialize;
use std::{collections::VecDeque, time::Duration};

/// Longer logs are not read for their end: it would be the network that tires first.
const MOST_BYTES: u64 = 256 << 20;
/// How long a log may take to pass by.
const DEADLINE: Duration = Duration::from_secs(60);

/// Whose logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Process {
    /// The JobManager's.
    JobManager,
    /// Those of the TaskManager with this id.
    TaskManager(String),
}

impl Process {
    fn segments(&self) -> Vec<&str> {
        match self {
            Self::JobManager => vec!["jobmanager"],
            Self::TaskManager(id) => vec!["taskmanagers", id],
        }
    }
}

/// A file among the logs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct LogFile {
    /// Its name.
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// When it was written last, in milliseconds since 1970.
    #[serde(default)]
    pub mtime: i64,
}

/// The end of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogTail {
    /// The text, from the start of a line on; what is not UTF-8 is replaced.
    pub text: String,
    /// How many bytes the whole log has.
    pub size: u64,
    /// True when there is more before the text.
    pub is_cut: bool,
}

pub(super) async fn files(link: &Link, process: &Process) -> Result<Vec<LogFile>> {
    #[derive(Deserialize)]
    struct Logs {
        logs: Vec<LogFile>,
    }
    let mut segments = process.segments();
    segments.push("logs");
    Ok(link.json::<Logs>("a list of logs", link.call(Method::GET, &segments)).await?.logs)
}

pub(super) async fn tail(link: &Link, process: &Process, name: &str, most: usize) -> Result<LogTail> {
    let mut segments = process.segments();
    segments.extend(["logs", name]);
    let mut answer = link.open(link.call(Method::GET, &segments).within(DEADLINE)).await?;
    let (mut end, mut size) = (VecDeque::with_capacity(most.min(1 << 20)), 0);
    while let Some(chunk) = answer.chunk().await? {
        size += chunk.len() as u64;
        if size > MOST_BYTES {
            return Err(Error::TooLarge { most: MOST_BYTES as usize });
        }
        let kept = &chunk[chunk.len().saturating_sub(most)..];
        end.drain(..(end.len() + kept.len()).saturating_sub(most));
        end.extend(kept);
    }
    let is_cut = size > end.len() as u64;
    let end = end.make_contiguous();
    let start = match end.iter().position(|byte| *byte == b'\n') {
        Some(at) if is_cut => at + 1,
        _ => 0,
    };
    Ok(LogTail { text: String::from_utf8_lossy(&end[start..]).into_owned(), size, is_cut })
}
