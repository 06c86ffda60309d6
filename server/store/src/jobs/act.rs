//! Asking for something to be done to a job.

use super::{Job, state::JOB};
use crate::{
    Error, NewOperation, Operation, RequestId, Result, Store,
    database::{in_transaction, on_both},
    operations::OperationState,
    schema::{jobs, operations, snapshots},
    stored::Stored,
    transaction::Tx,
};
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    ClusterUse, Code, DesiredState, JobAct, JobId, OperationId, SnapshotId,
    authority::{JobControl, Scope},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The state that a job is deployed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", content = "snapshot", rename_all = "snake_case")]
pub enum DeployFrom {
    /// None: what was counted before is forgotten.
    Empty,
    /// The newest there is; refused when there is none.
    Latest,
    /// A savepoint or checkpoint that somebody picked.
    Snapshot(SnapshotId),
}

/// What is to be done to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobOrder {
    /// Submit it.
    Deploy(DeployFrom),
    /// Take a savepoint, and end it.
    Stop {
        /// Let all that is on its way through, and never go on from there: the input is over.
        drain: bool,
    },
    /// End it at once; its state is what its last checkpoint kept.
    Cancel,
    /// End it without waiting for the cluster.
    ForceStop,
    /// Take a savepoint; it goes on.
    Savepoint,
}

impl JobOrder {
    /// The act.
    pub fn act(&self) -> JobAct {
        match self {
            Self::Deploy(_) => JobAct::Deploy,
            Self::Stop { .. } => JobAct::Stop,
            Self::Cancel => JobAct::Cancel,
            Self::ForceStop => JobAct::ForceStop,
            Self::Savepoint => JobAct::Savepoint,
        }
    }

    fn parameters(&self) -> Value {
        match self {
            Self::Deploy(from) => serde_json::to_value(from).unwrap_or_default(),
            Self::Stop { drain } => json!({ "drain": drain }),
            Self::Cancel | Self::ForceStop | Self::Savepoint => json!({}),
        }
    }

    /// After how long it is given up.
    fn time(&self) -> TimeDelta {
        match self {
            // The engine of this host may have to fetch its jars first.
            Self::Deploy(_) => TimeDelta::minutes(50),
            Self::Cancel | Self::ForceStop => TimeDelta::minutes(10),
            Self::Stop { .. } | Self::Savepoint => TimeDelta::minutes(30),
        }
    }

    /// Whether the job shall run from now on; `None` when that stays as it is.
    fn desires(&self) -> Option<DesiredState> {
        match self {
            Self::Deploy(_) => Some(DesiredState::Running),
            Self::Stop { .. } | Self::Cancel | Self::ForceStop => Some(DesiredState::Stopped),
            Self::Savepoint => None,
        }
    }
}

impl Store {
    /// Records that something is to be done to a job. To cancel it, or to give it up, supersedes whatever else is under way.
    ///
    /// # Errors
    /// [`Error::Missing`], or the problems [`Code::OperationUnderWay`] and [`Code::NotInThisState`] at `job`,
    /// [`Code::NotGranted`] at `cluster`, and [`Code::Missing`] at `snapshot`.
    pub async fn order(
        &self,
        scope: &Scope<JobControl>,
        id: JobId,
        order: &JobOrder,
        request: &RequestId,
    ) -> Result<OperationId> {
        in_transaction!(self, |tx| {
            let job = tx.locked_job(scope.project(), id).await?;
            match tx.active_act(id).await? {
                Some(_) if matches!(order, JobOrder::Cancel | JobOrder::ForceStop) => tx.supersede(id).await?,
                Some(_) => return Err(Code::OperationUnderWay.at("job").into()),
                None => job.state.can(order.act()).map_err(|code| code.at("job"))?,
            }
            if let JobOrder::Deploy(from) = order {
                tx.must_be_deployable(&job, *from).await?;
            }
            if let Some(desired) = order.desires() {
                let set = diesel::update(jobs::table.find(Stored(id))).set(jobs::desired.eq(Stored(desired)));
                set.execute(tx.conn).await?;
            }
            let new = NewOperation {
                kind: order.act().operation_kind(),
                object_kind: JOB,
                object_id: id.to_string(),
                object_name: job.name.clone(),
                parameters: order.parameters(),
                time: Some(order.time()),
            };
            tx.insert_project_operation(&new, scope, request).await
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Ends whatever is under way: who carries it out finds that it is no longer theirs.
        async fn supersede(&mut self, id: JobId) -> Result<()> {
            let of_job = operations::object_kind.eq(JOB).and(operations::object_id.eq(id.to_string()));
            diesel::update(operations::table.filter(of_job.and(operations::active.eq(true))))
                .set((
                    operations::state.eq(Stored(OperationState::Cancelled)),
                    operations::active.eq(false),
                    operations::ended_at.eq(self.at()),
                    operations::revision.eq(operations::revision + 1),
                ))
                .execute(self.conn)
                .await?;
            Ok(())
        }

        /// What an operation was to bring about, and did not: a job that was not deployed shall not run, and one that was not
        /// stopped goes on.
        pub(crate) async fn desire_no_more(&mut self, operation: &Operation) -> Result<()> {
            let (Ok(id), Ok(act)) = (operation.object_id.parse::<JobId>(), JobAct::from_operation_kind(&operation.kind)) else {
                return Ok(());
            };
            let desired = match (act, operation.state) {
                // It may have come about.
                (_, OperationState::Abandoned) => return Ok(()),
                (JobAct::Deploy, _) => DesiredState::Stopped,
                (JobAct::Stop, _) => DesiredState::Running,
                _ => return Ok(()),
            };
            let set = diesel::update(jobs::table.find(Stored(id))).set(jobs::desired.eq(Stored(desired)));
            set.execute(self.conn).await?;
            Ok(())
        }

        async fn must_be_deployable(&mut self, job: &Job, from: DeployFrom) -> Result<()> {
            match self.must_be_granted(job.project_id, job.cluster_id, ClusterUse::Deploy).await {
                Err(Error::Missing) => return Err(Code::NotGranted.at("cluster").into()),
                other => other?,
            }
            let DeployFrom::Snapshot(snapshot) = from else { return Ok(()) };
            let of_job = snapshots::job_id.eq(Stored(job.id)).and(snapshots::disposed_at.is_null());
            let found: i64 =
                snapshots::table.find(Stored(snapshot)).filter(of_job).count().get_result(self.conn).await?;
            if found == 0 { Err(Code::Missing.at("snapshot").into()) } else { Ok(()) }
        }
    }
}
