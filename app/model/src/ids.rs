//! Typed identifiers: time-ordered UUIDs, so that a job's id cannot be taken for a project's.
//!
//! Where they come from is not known here: a new one is made by the store, which has a clock.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// What all typed ids have in common; the store makes, reads and writes them through it.
pub trait Id: Copy + fmt::Display + From<Uuid> + FromStr<Err = uuid::Error> + Send + Sync + 'static {
    /// The bare identifier.
    fn uuid(self) -> Uuid;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl Id for $name {
            fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )* };
}

ids! {
    /// A person who may sign in.
    UserId;
    /// The isolation boundary.
    ProjectId;
    /// A running Flink cluster that work is submitted to.
    SessionClusterId;
    /// A folder in a project's script tree.
    FolderId;
    /// Flink SQL text.
    ScriptId;
    /// A SQL Gateway session of one person on one session cluster.
    GatewaySessionId;
    /// One statement somebody ran.
    QueryId;
    /// A saved state of a script's text.
    ScriptVersionId;
    /// A value that texts of a project name.
    VariableId;
    /// What is to run: an artifact, where, with which settings.
    JobId;
    /// One life of a job on an engine.
    RunId;
    /// A savepoint or retained checkpoint.
    SnapshotId;
    /// A jar that belongs to a project.
    ProjectFileId;
    /// A content that a jar had at some time, or has.
    JarVersionId;
    /// A file on its way in.
    UploadId;
    /// One act somebody asked for.
    OperationId;
    /// A view of a list that somebody keeps.
    SavedViewId;
    /// A message to one person.
    InboxMessageId;
    /// Settings that jobs inherit.
    TemplateId;
    /// One line of the audit.
    AuditId;
    /// A sealed value.
    SecretId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written_and_nothing_else_is_an_id() {
        let text = "0197a3c2-6f6e-7000-8000-000000000001";
        assert_eq!(text.parse::<ProjectId>().unwrap().to_string(), text);
        for wrong in ["", "1", "../0197a3c2-6f6e-7000-8000-000000000001", "x197a3c2-6f6e-7000-8000-000000000001"] {
            assert!(wrong.parse::<ProjectId>().is_err(), "{wrong}");
        }
    }
}
