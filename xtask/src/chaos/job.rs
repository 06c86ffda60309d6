//! One job of a run: what it runs, where it writes, and what the records say of it.

use super::database::Database;
use anyhow::{Context, Result};
use std::path::Path;

/// Rows a second of each job: few, because ten jobs share a small machine.
const RATE: u32 = 20;
/// More than a run of half an hour comes to; all that is left of it is the source's state.
const ROWS: u32 = 40_000;

/// One job of a run.
#[derive(Debug)]
pub(super) struct Job {
    /// As it is called, by people and by Flink.
    pub(super) name: String,
    /// Its id.
    pub(super) id: String,
    /// The script that it runs.
    pub(super) script: String,
    /// How often it was begun from nothing, each time in a folder of its own.
    pub(super) generation: u32,
    /// How often its script was changed.
    pub(super) version: u32,
    /// The number of the last run that wrote to another folder.
    pub(super) runs_before: i64,
    /// It is to begin from nothing when it is down.
    pub(super) begins_anew: bool,
}

/// What the records say of a job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// What it is meant to do.
    pub(super) desired: String,
    /// What it does.
    pub(super) state: String,
    /// How its last run ended, and why.
    pub(super) outcome: String,
    /// Why, as a record.
    pub(super) failure: String,
    /// The number of its last run.
    pub(super) run: i64,
    /// What is being done to it.
    pub(super) under_way: String,
    /// Why the last act on it was not done.
    pub(super) error: String,
}

impl Job {
    /// Where it writes now, below the folder of all.
    pub(super) fn folder(&self) -> String {
        format!("{}/g{}", self.name, self.generation)
    }

    /// Its script: row ids that only go up, kept in the state of the source, into files that only checkpoints commit.
    pub(super) fn text(&self, root: &Path) -> String {
        let (path, version) = (root.join(self.folder()), self.version);
        format!(
            "CREATE TEMPORARY TABLE ids (id BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '{RATE}',\n  \
             'fields.id.kind' = 'sequence', 'fields.id.start' = '1', 'fields.id.end' = '{ROWS}');\n\
             CREATE TEMPORARY TABLE kept (id BIGINT, version INT) WITH ('connector' = 'filesystem',\n  \
             'path' = 'file://{}', 'format' = 'csv');\n\
             INSERT INTO kept SELECT id, {version} FROM ids;\n",
            path.display()
        )
    }

    /// What the records say of it.
    pub(super) fn said(&self, database: &Database) -> Result<Said> {
        let id = &self.id;
        let query = format!(
            "SELECT j.desired, j.state, COALESCE(r.outcome, ''), COALESCE(r.failure, ''), COALESCE(r.number, 0), \
             COALESCE((SELECT o.kind FROM operations o WHERE o.object_id = j.id AND o.active), ''), \
             COALESCE((SELECT o.error FROM operations o WHERE o.object_id = j.id ORDER BY o.id DESC LIMIT 1), '') \
             FROM jobs j LEFT JOIN runs r ON r.id = j.run_id WHERE j.id = '{id}'"
        );
        let mut fields = database.rows(&query)?.into_iter().next().context("a job is gone")?.into_iter();
        let mut next = || fields.next().unwrap_or_default();
        Ok(Said {
            desired: next(),
            state: next(),
            outcome: next(),
            failure: next(),
            run: next().parse().unwrap_or_default(),
            under_way: next(),
            error: next().trim_end().to_owned(),
        })
    }
}

impl Said {
    /// Nothing of it runs, and nothing is done to it.
    pub(super) fn is_down(&self) -> bool {
        let over = ["new", "suspended", "finished", "failed", "cancelled", "ended"];
        self.under_way.is_empty() && over.contains(&self.state.as_str())
    }

    /// It runs, and nothing is done to it.
    pub(super) fn runs(&self) -> bool {
        self.under_way.is_empty() && self.state == "running"
    }

    /// It has completed no checkpoint since it was begun from nothing.
    pub(super) fn has_no_state(&self) -> bool {
        self.error.contains("\"no_state\"")
    }

    /// The files of the state that it was to go on from are gone.
    pub(super) fn lacks_its_state(&self) -> bool {
        ["Cannot find checkpoint", "FileNotFound", "NoSuchFile"].iter().any(|said| self.error.contains(said))
    }

    /// Why it is down, in a few words.
    pub(super) fn why(&self) -> String {
        let short = |text: &str| text.chars().take(160).collect::<String>();
        format!("{} {} {} / {}", self.state, self.outcome, short(&self.failure), short(&self.error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_that_begins_anew_writes_elsewhere() {
        let mut job = Job {
            name: "chaos-03".into(),
            id: String::new(),
            script: String::new(),
            generation: 1,
            version: 4,
            runs_before: 0,
            begins_anew: false,
        };
        let text = job.text(Path::new("/w"));
        assert!(text.contains("'file:///w/chaos-03/g1'") && text.contains("SELECT id, 4 FROM ids"), "{text}");
        job.generation = 2;
        assert!(job.text(Path::new("/w")).contains("chaos-03/g2'"));
    }

    #[test]
    fn what_is_done_to_a_job_counts_more_than_its_state() {
        let mut said = Said { state: "cancelled".into(), ..Said::default() };
        assert!(said.is_down() && !said.runs());
        said.under_way = "job.deploy".into();
        assert!(!said.is_down());
        said = Said { state: "running".into(), ..Said::default() };
        assert!(said.runs() && !said.is_down());
    }
}
