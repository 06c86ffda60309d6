//! Jobs that ended: each is left as one file, in the format of Flink's history server.

use super::{beneath::read_file, layout::Layout};
use crate::{local::Result, rest::JobExceptions};
use model::flink::{Failure, FlinkJobId, JobStatus};
use serde::Deserialize;
use std::{borrow::Cow, path::Path};

/// Longer files are not read: a job of thousands of subtasks has some megabytes.
const MOST_BYTES: u64 = 64 << 20;

/// A job that ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArchivedJob {
    /// Its id.
    pub id: FlinkJobId,
    /// Its name.
    pub name: String,
    /// What it came to.
    pub state: JobStatus,
    /// When it was submitted, in milliseconds since 1970.
    pub start: Option<i64>,
    /// When it ended, in milliseconds since 1970.
    pub end: Option<i64>,
    /// What it failed for, or came over last.
    pub failure: Option<Failure>,
}

/// Finds a job among those that ended; nothing when it is not there, or is still being written.
///
/// # Errors
/// [`LocalError::Io`](crate::local::LocalError): also when it is no plain file, or longer than 64 MiB.
pub(crate) fn archived_job(layout: &Layout, id: FlinkJobId) -> Result<Option<ArchivedJob>> {
    let name = Path::new("archive").join(id.to_string());
    let bytes = read_file(&layout.work(), &name, MOST_BYTES)?;
    Ok(bytes.and_then(|bytes| parse(&bytes, id)))
}

#[derive(Deserialize)]
struct Archive<'a> {
    #[serde(borrow)]
    archive: Vec<Page<'a>>,
}

/// An address of REST, and what it answered last.
#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    path: Cow<'a, str>,
    #[serde(borrow)]
    json: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Job {
    jid: FlinkJobId,
    #[serde(default)]
    name: String,
    state: JobStatus,
    #[serde(default)]
    start_time: i64,
    #[serde(default)]
    end_time: i64,
}

fn parse(bytes: &[u8], id: FlinkJobId) -> Option<ArchivedJob> {
    let archive: Archive<'_> = serde_json::from_slice(bytes).ok()?;
    let page = |path: String| archive.archive.iter().find(|page| page.path == path).map(|page| page.json.as_ref());
    let job: Job = serde_json::from_str(page(format!("/jobs/{id}"))?).ok().filter(|job: &Job| job.jid == id)?;
    let exceptions = page(format!("/jobs/{id}/exceptions")).and_then(|json| serde_json::from_str(json).ok());
    let failure = exceptions.and_then(|exceptions: JobExceptions| exceptions.root().map(|root| root.failure()));
    let time = |millis: i64| Some(millis).filter(|millis| *millis > 0);
    let (start, end) = (time(job.start_time), time(job.end_time));
    Some(ArchivedJob { id, name: job.name, state: job.state, start, end, failure })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const ID: &str = "92b6735deda398222076cd63d46433db";

    fn archived(text: &str) -> Result<Option<ArchivedJob>> {
        let root = tempfile::tempdir().unwrap();
        let layout = Layout::new(root.path().join("c"));
        layout.create(None).unwrap();
        fs::write(layout.folder("archive").join(ID), text).unwrap();
        archived_job(&layout, ID.parse().unwrap())
    }

    fn pages(pages: &[(&str, &str)]) -> String {
        let pages: Vec<_> = pages
            .iter()
            .map(|(path, json)| serde_json::json!({"path": format!("/jobs/{ID}{path}"), "json": json}))
            .collect();
        serde_json::json!({"archive": pages}).to_string()
    }

    #[test]
    fn a_job_that_ended_tells_how() {
        let job = format!(r#"{{"jid":"{ID}","name":"a \"b\"","state":"FAILED","start-time":5,"end-time":-1}}"#);
        let exceptions = r#"{"root-exception":"a.B: x\n\tat y\nCaused by: c.D: / by zero\n\tat z","timestamp":6}"#;
        let found = archived(&pages(&[("/plan", "{}"), ("", &job), ("/exceptions", exceptions)])).unwrap().unwrap();
        assert_eq!((found.name.as_str(), found.state), ("a \"b\"", JobStatus::Failed));
        assert_eq!((found.start, found.end), (Some(5), None));
        assert_eq!(found.failure.unwrap().root_cause, "/ by zero");
    }

    #[test]
    fn a_file_that_is_half_written_or_of_another_job_is_none_yet() {
        let other = r#"{"jid":"00b6735deda398222076cd63d46433db","state":"FINISHED"}"#;
        let whole = pages(&[("", other)]);
        for text in ["", "{\"archive\":[{\"path", "[]", "{\"archive\":[]}", whole.as_str()] {
            assert_eq!(archived(text).unwrap(), None, "{text}");
        }
    }

    #[test]
    fn a_link_in_its_place_is_not_followed() {
        let root = tempfile::tempdir().unwrap();
        let layout = Layout::new(root.path().join("c"));
        layout.create(None).unwrap();
        assert_eq!(archived_job(&layout, ID.parse().unwrap()).unwrap(), None);
        std::os::unix::fs::symlink("/dev/zero", layout.folder("archive").join(ID)).unwrap();
        archived_job(&layout, ID.parse().unwrap()).unwrap_err();
    }
}
