//! States that Flink reports. A state that a later Flink adds is kept as text.

use serde::{Deserialize, Serialize};

macro_rules! states {
    ($(#[$doc:meta])* $name:ident { $($(#[$state_doc:meta])* $state:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $name {
            $($(#[$state_doc])* $state,)*
            /// One that is not known here.
            Other(String),
        }

        impl $name {
            /// As Flink writes it.
            pub fn as_str(&self) -> &str {
                match self { $(Self::$state => $text,)* Self::Other(text) => text }
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                match text.as_str() { $($text => Self::$state,)* _ => Self::Other(text) }
            }
        }

        impl From<$name> for String {
            fn from(state: $name) -> Self {
                state.as_str().into()
            }
        }
    };
}

states! {
    /// What a job is doing.
    JobStatus {
        /// The job manager was asked for it.
        Initializing = "INITIALIZING",
        /// No task has been scheduled yet.
        Created = "CREATED",
        /// Some tasks are scheduled or running.
        Running = "RUNNING",
        /// Failed; tasks are being cleaned up.
        Failing = "FAILING",
        /// Failed for good.
        Failed = "FAILED",
        /// Being cancelled.
        Cancelling = "CANCELLING",
        /// Cancelled.
        Canceled = "CANCELED",
        /// Ended by itself, or stopped with a savepoint.
        Finished = "FINISHED",
        /// Failed and about to run again.
        Restarting = "RESTARTING",
        /// Ended on this job manager, but not for good.
        Suspended = "SUSPENDED",
        /// Waiting for task reports after a job manager came back.
        Reconciling = "RECONCILING",
    }
}

impl JobStatus {
    /// True when it will not change any more.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Failed | Self::Canceled | Self::Finished)
    }
}

states! {
    /// What a statement is doing in its gateway. A streaming query is `FINISHED` as soon as its result is open.
    OperationStatus {
        /// Made.
        Initialized = "INITIALIZED",
        /// Waiting for a worker.
        Pending = "PENDING",
        /// Being executed.
        Running = "RUNNING",
        /// Executed: its result can be fetched.
        Finished = "FINISHED",
        /// Cancelled.
        Canceled = "CANCELED",
        /// Closed: nothing can be fetched.
        Closed = "CLOSED",
        /// Failed: fetching tells why.
        Error = "ERROR",
        /// Took too long.
        Timeout = "TIMEOUT",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_of_a_later_flink_is_kept_as_text() {
        let state: JobStatus = serde_json::from_str("\"HIBERNATING\"").unwrap();
        assert_eq!(state, JobStatus::Other("HIBERNATING".into()));
        assert_eq!(serde_json::to_string(&state).unwrap(), "\"HIBERNATING\"");
        assert!(!state.is_terminal());
    }
}
