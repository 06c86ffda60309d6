//! Why an act ends before it is done.

use crate::{error::said, files::PathFault};
use engine::Error as EngineError;
use serde_json::{Map, Value, json};

/// Why an act ends before it is done.
#[derive(Debug)]
pub(super) enum Halt {
    /// A code and its parameters say why it is not done.
    Failed(Value),
    /// A code and its parameters say why it is not known how far it came.
    Abandoned(Value),
    /// Nothing is left to be done.
    Done,
    /// Somebody else carries it out, this server is about to stop, or nothing can be recorded now: nothing more is written, and
    /// whoever carries it out next goes on from what was.
    Left,
}

impl Halt {
    /// It is not done, for a reason that `app::words` has a sentence for.
    pub(super) fn failed<const N: usize>(code: &str, params: [(&str, Value); N]) -> Self {
        Self::Failed(reason(code, params))
    }

    /// It is not known how far it came.
    pub(super) fn abandoned<const N: usize>(code: &str, params: [(&str, Value); N]) -> Self {
        Self::Abandoned(reason(code, params))
    }

    /// The engine did not do it; `said` is what it said, in its own words.
    pub(super) fn engine(error: &EngineError) -> Self {
        match error.failure() {
            Some(failure) => Self::failed("engine", [("said", failure.root_cause.clone().into())]),
            None => Self::failed("unreachable", [("said", said(error).into())]),
        }
    }

    /// The cluster does not answer, so it is not known what became of what was asked.
    pub(super) fn silent(error: &EngineError) -> Self {
        Self::abandoned("unreachable", [("said", said(error).into())])
    }

    /// Why, for the record of the run.
    pub(super) fn reason(&self) -> Option<Value> {
        match self {
            Self::Failed(reason) | Self::Abandoned(reason) => Some(reason.clone()),
            Self::Done | Self::Left => None,
        }
    }

    /// The same, with every text in it changed.
    pub(super) fn with_texts(self, change: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Failed(reason) => Self::Failed(texts(reason, &change)),
            Self::Abandoned(reason) => Self::Abandoned(texts(reason, &change)),
            Self::Done | Self::Left => self,
        }
    }

    /// The same where it is not known whether it was done after all.
    pub(super) fn in_doubt(self) -> Self {
        match self {
            Self::Failed(reason) => Self::Abandoned(reason),
            halt => halt,
        }
    }
}

impl From<store::Error> for Halt {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::LeaseLost(_) => Self::Left,
            // What was done to the engine meanwhile may not be recorded: to say that it failed would be to forget it.
            error @ store::Error::Unavailable(_) => {
                tracing::warn!(%error, "an act on a job is left where it is, and gone on with later");
                Self::Left
            }
            store::Error::Missing => Self::failed("gone", []),
            error => {
                tracing::warn!(%error, "an act on a job could not be recorded");
                Self::failed("store", [])
            }
        }
    }
}

impl From<crate::Error> for Halt {
    fn from(error: crate::Error) -> Self {
        match error {
            crate::Error::Store(error) => error.into(),
            crate::Error::Engine(error) => Self::engine(&error),
            crate::Error::NoGateway => Self::failed("no_gateway", []),
            crate::Error::NotRunning => Self::failed("engine_not_running", []),
            crate::Error::Elsewhere => Self::failed("engine_elsewhere", []),
            crate::Error::Local(error) => Self::failed("unreachable", [("said", said(&error).into())]),
        }
    }
}

impl From<PathFault> for Halt {
    fn from(fault: PathFault) -> Self {
        match fault {
            PathFault::Refused(problem) => {
                Self::failed("script", [("problem", serde_json::to_value(problem).unwrap_or_default())])
            }
            PathFault::Missing { name } => Self::failed("file_missing", [("name", name.into())]),
            PathFault::Failed(error) => error.into(),
        }
    }
}

fn reason<const N: usize>(code: &str, params: [(&str, Value); N]) -> Value {
    let params: Map<String, Value> = params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    json!({ "code": code, "params": params })
}

fn texts(value: Value, change: &impl Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => change(&text).into(),
        Value::Array(values) => values.into_iter().map(|value| texts(value, change)).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, texts(value, change))).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_that_cannot_be_recorded_now_is_left_and_has_not_failed() {
        let away = store::Error::Unavailable("terminating connection".into());
        assert!(matches!(Halt::from(away), Halt::Left));
        assert!(matches!(Halt::from(store::Error::Missing), Halt::Failed(_)));
    }

    #[test]
    fn what_must_not_be_read_is_changed_wherever_it_stands() {
        let halt = Halt::failed("engine", [("said", json!(["the password hunter2", 1]))]);
        let Halt::Failed(reason) = halt.with_texts(|text| text.replace("hunter2", "••••")) else {
            panic!("failed")
        };
        assert_eq!(reason, json!({"code": "engine", "params": {"said": ["the password ••••", 1]}}));
    }
}
