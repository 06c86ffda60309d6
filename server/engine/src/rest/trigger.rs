//! Acts that Flink takes up and answers for later: savepoints, checkpoints, a stop, a disposal.

use super::RestReader;
use crate::{Error, error::Result};
use model::flink::{Failure, FlinkJobId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{fmt, str::FromStr};

/// Names one request for an act: 32 lower-case hexadecimal digits.
///
/// We choose it and record it before we ask, so that asking again is harmless: a JobManager that knows the id for the
/// job answers with it and does nothing, while the act goes on and after it was done or failed. So one that failed is
/// tried again under a new id, and an id is for one act alone: a stop by the id of a savepoint does nothing. The
/// JobManager forgets an id five minutes after the act ended (`rest.async.store-duration`), and when it dies.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TriggerId([u8; 16]);

impl TriggerId {
    /// The id made of these (random) bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

/// Not a trigger id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a flink trigger id")]
pub struct BadTriggerId;

impl FromStr for TriggerId {
    type Err = BadTriggerId;

    fn from_str(text: &str) -> Result<Self, BadTriggerId> {
        if text.len() != 32 || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(BadTriggerId);
        }
        u128::from_str_radix(text, 16).map(|number| Self(number.to_be_bytes())).map_err(|_| BadTriggerId)
    }
}

impl TryFrom<String> for TriggerId {
    type Error = BadTriggerId;

    fn try_from(text: String) -> Result<Self, BadTriggerId> {
        text.parse()
    }
}

impl From<TriggerId> for String {
    fn from(id: TriggerId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for TriggerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for TriggerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TriggerId({self})")
    }
}

/// How far an act is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TriggerStatus<T> {
    /// It goes on.
    InProgress,
    /// It was done, with this outcome.
    Completed(T),
    /// It was not done.
    Failed {
        /// Why not.
        cause: Box<Failure>,
    },
}

impl RestReader {
    /// How far a savepoint is, or a stop with one; the outcome is where the savepoint lies.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the JobManager does not know the trigger (any more), [`Error::Nonsense`] for a
    /// savepoint that lies nowhere; else as said at [`RestReader`].
    pub async fn savepoint_status(&self, job: FlinkJobId, trigger: TriggerId) -> Result<TriggerStatus<String>> {
        let path = ["jobs", &job.to_string(), "savepoints", &trigger.to_string()];
        let answer: Answer = self.get("the state of a savepoint", &path).await?;
        answer.read("the location of a savepoint", |operation| operation["location"].as_str().map(str::to_owned))
    }

    /// How far a checkpoint is that was asked for; the outcome is its number.
    ///
    /// # Errors
    /// As [`RestReader::savepoint_status`].
    pub async fn checkpoint_status(&self, job: FlinkJobId, trigger: TriggerId) -> Result<TriggerStatus<u64>> {
        let path = ["jobs", &job.to_string(), "checkpoints", &trigger.to_string()];
        let answer: Answer = self.get("the state of a checkpoint", &path).await?;
        answer.read("the number of a checkpoint", |operation| operation["checkpointId"].as_u64())
    }

    /// How far the disposal of a savepoint is.
    ///
    /// # Errors
    /// As [`RestReader::savepoint_status`].
    pub async fn savepoint_disposal_status(&self, trigger: TriggerId) -> Result<TriggerStatus<()>> {
        let answer: Answer = self.get("the state of a disposal", &["savepoint-disposal", &trigger.to_string()]).await?;
        answer.read("a disposal", |_| Some(()))
    }
}

#[derive(Deserialize)]
struct Answer {
    status: Status,
    #[serde(default)]
    operation: Value,
}

#[derive(Deserialize)]
struct Status {
    id: String,
}

impl Answer {
    /// Reads the outcome, once there is one.
    fn read<T>(self, expected: &'static str, outcome: impl Fn(&Value) -> Option<T>) -> Result<TriggerStatus<T>> {
        let nonsense = |got: &str| Error::nonsense(expected, got.as_bytes());
        match self.status.id.as_str() {
            "IN_PROGRESS" => return Ok(TriggerStatus::InProgress),
            "COMPLETED" => {}
            other => return Err(nonsense(other)),
        }
        let cause = ["failure-cause", "failureCause"].map(|key| &self.operation[key]);
        if let Some(cause) = cause.into_iter().find(|cause| !cause.is_null()) {
            let trace = cause["stack-trace"].as_str().or(cause["class"].as_str()).unwrap_or_default();
            return Ok(TriggerStatus::Failed { cause: Box::new(Failure::from_trace(trace)) });
        }
        let done = outcome(&self.operation).map(TriggerStatus::Completed);
        done.ok_or_else(|| nonsense(&self.operation.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<TriggerStatus<String>> {
        let answer: Answer = serde_json::from_str(json).unwrap();
        answer.read("x", |operation| operation["location"].as_str().map(str::to_owned))
    }

    #[test]
    fn a_trigger_id_keeps_its_leading_zeros_and_leads_no_path_elsewhere() {
        let text = "00b8fb877711ba8e41ef825ceea374f1";
        assert_eq!(text.parse::<TriggerId>().unwrap().to_string(), text);
        assert_eq!(serde_json::to_string(&TriggerId::from_bytes([1; 16])).unwrap(), format!("\"{}\"", "01".repeat(16)));
        for text in ["", "../jobs", "+0b8fb877711ba8e41ef825ceea374f1", "20B8FB877711BA8E41EF825CEEA374F1"] {
            assert_eq!(text.parse::<TriggerId>(), Err(BadTriggerId));
        }
    }

    #[test]
    fn an_act_goes_on_is_done_or_failed() {
        assert_eq!(read(r#"{"status":{"id":"IN_PROGRESS"}}"#).unwrap(), TriggerStatus::InProgress);
        let done = read(r#"{"status":{"id":"COMPLETED"},"operation":{"location":"file:/a","failure-cause":null}}"#);
        assert_eq!(done.unwrap(), TriggerStatus::Completed("file:/a".into()));
        let failed = r#"{"status":{"id":"COMPLETED"},"operation":{"failure-cause":{"class":"a.B","stack-trace":
            "a.B: no\n\tat x\nCaused by: c.D: disk full\n\tat y"}}}"#;
        let Ok(TriggerStatus::Failed { cause }) = read(failed) else { panic!("not failed") };
        assert_eq!(cause.root_cause, "disk full");
        for strange in [r#"{"status":{"id":"LATER"}}"#, r#"{"status":{"id":"COMPLETED"},"operation":null}"#] {
            assert!(matches!(read(strange), Err(Error::Nonsense { .. })), "{strange}");
        }
    }
}
