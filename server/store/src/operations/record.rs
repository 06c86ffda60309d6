//! An operation's record.

use crate::{
    Result, Store,
    database::with_conn,
    schema::operations,
    stored::{Stored, plain_fields},
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    OperationId, ProjectId, UserId,
    authority::{ClusterView, Granted, ProjectView, Scope},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{fmt, str::FromStr};

/// How far an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationState {
    /// Recorded; nobody took it yet.
    Requested,
    /// Somebody carries it out.
    Running,
    /// Done.
    Succeeded,
    /// Not done; the error says why.
    Failed,
    /// Given up because somebody asked for it.
    Cancelled,
    /// Given up because it cannot be known how far it came.
    Abandoned,
}

impl OperationState {
    const ALL: [Self; 6] =
        [Self::Requested, Self::Running, Self::Succeeded, Self::Failed, Self::Cancelled, Self::Abandoned];

    /// How it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Abandoned => "abandoned",
        }
    }

    /// True while there is something to do.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Requested | Self::Running)
    }
}

impl fmt::Display for OperationState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for OperationState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(UnknownState)
    }
}

/// No state is written like this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown state of an operation")]
pub struct UnknownState;

/// A step of an operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What is done: a code, such as `stop_processes`.
    pub name: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; `None` for the one under way.
    pub ended_at: Option<DateTime<Utc>>,
    /// How it ended, or how far it is: codes and numbers, never sentences.
    pub outcome: Option<Value>,
}

/// One act that somebody asked for.
#[derive(Clone, Debug, PartialEq, HasQuery)]
#[diesel(table_name = operations)]
pub struct Operation {
    /// The id.
    #[diesel(deserialize_as = Stored<OperationId>)]
    pub id: OperationId,
    /// Where; `None` for the installation.
    #[diesel(deserialize_as = Stored<Option<ProjectId>>)]
    pub project_id: Option<ProjectId>,
    /// What: `session_cluster.start`.
    pub kind: String,
    /// To what kind of object.
    pub object_kind: String,
    /// To which object.
    pub object_id: String,
    /// With what.
    #[diesel(deserialize_as = Stored<Value>)]
    pub parameters: Value,
    /// How far it is.
    #[diesel(deserialize_as = Stored<OperationState>)]
    pub state: OperationState,
    /// What was done, in order.
    #[diesel(deserialize_as = Stored<Steps>)]
    pub steps: Vec<Step>,
    /// Who asked; nobody when the server did.
    #[diesel(deserialize_as = Stored<Option<UserId>>)]
    pub requested_by: Option<UserId>,
    /// In which request.
    pub request_id: String,
    /// When.
    #[diesel(deserialize_as = Stored<DateTime<Utc>>)]
    pub requested_at: DateTime<Utc>,
    /// When it was first taken.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub started_at: Option<DateTime<Utc>>,
    /// When it was over.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub ended_at: Option<DateTime<Utc>>,
    /// When it is given up.
    #[diesel(deserialize_as = Stored<Option<DateTime<Utc>>>)]
    pub deadline: Option<DateTime<Utc>>,
    /// True when somebody asked to give it up.
    pub cancel_requested: bool,
    /// Why it failed: a code and its parameters.
    #[diesel(deserialize_as = Stored<Option<Value>>)]
    pub error: Option<Value>,
    /// Goes up with every change.
    pub revision: i64,
}

/// Steps as their column has them.
#[derive(Clone, Debug, Default)]
pub struct Steps(pub(super) Vec<Step>);

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(&self.0).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Steps {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text).map(Self)
    }
}

impl From<Stored<Steps>> for Vec<Step> {
    fn from(stored: Stored<Steps>) -> Self {
        stored.0.0
    }
}

plain_fields!(OperationState);

impl Store {
    /// An operation of the scope's project.
    ///
    /// # Errors
    /// [`crate::Error::Missing`], also for one of another project.
    pub async fn operation(&self, scope: &Scope<ProjectView>, id: OperationId) -> Result<Operation> {
        with_conn!(self, |conn| {
            Ok(Operation::query()
                .filter(operations::id.eq(Stored(id)).and(operations::project_id.eq(Stored(scope.project()))))
                .first(conn)
                .await?)
        })
    }

    /// The last operations on an object of the installation, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn system_operations(
        &self,
        _: &Granted<ClusterView>,
        object_kind: &str,
        object_id: &str,
        most: i64,
    ) -> Result<Vec<Operation>> {
        with_conn!(self, |conn| {
            Ok(Operation::query()
                .filter(operations::project_id.is_null())
                .filter(operations::object_kind.eq(object_kind).and(operations::object_id.eq(object_id)))
                .order(operations::id.desc())
                .limit(most)
                .load(conn)
                .await?)
        })
    }

    /// The last operations on an object of a project, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn operations(
        &self,
        scope: &Scope<ProjectView>,
        object_kind: &str,
        object_id: &str,
        most: i64,
    ) -> Result<Vec<Operation>> {
        with_conn!(self, |conn| {
            Ok(Operation::query()
                .filter(operations::project_id.eq(Stored(scope.project())))
                .filter(operations::object_kind.eq(object_kind).and(operations::object_id.eq(object_id)))
                .order(operations::id.desc())
                .limit(most)
                .load(conn)
                .await?)
        })
    }
}
