//! Asking for an operation, and asking to give it up.

use crate::{
    Act, Error, OnConstraint, RequestId, Result, Store,
    database::{in_transaction, on_both},
    jobs::JOB,
    operations::{Operation, OperationState, record::Steps},
    schema::operations,
    stored::Stored,
    transaction::Tx,
};
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{
    Code, OperationId, ProjectId, SessionClusterId, Topic, UserId,
    authority::{Granted, Permission, Scope, SystemPermission, SystemScope},
};
use serde_json::{Value, json};

/// An operation that is asked for.
#[derive(Clone, Debug)]
pub struct NewOperation {
    /// What: `session_cluster.start`; the audit calls it so too.
    pub kind: &'static str,
    /// To what kind of object.
    pub object_kind: &'static str,
    /// To which object.
    pub object_id: String,
    /// How that is called now.
    pub object_name: String,
    /// With what. Never a secret.
    pub parameters: Value,
    /// After how long it is given up.
    pub time: Option<TimeDelta>,
    /// On which cluster: what is to be done on the engine of a host is left to that host.
    pub cluster: Option<SessionClusterId>,
}

/// Who asks, and where.
struct Asked<'a> {
    project: Option<ProjectId>,
    by: Option<UserId>,
    request: &'a RequestId,
}

impl Store {
    /// Records an operation in a project; the permission is whichever the act needs.
    ///
    /// # Errors
    /// The problem [`Code::OperationUnderWay`] at `object` while another one on the same object is not over.
    pub async fn request_operation<P: Permission>(
        &self,
        scope: &Scope<P>,
        new: &NewOperation,
        request: &RequestId,
    ) -> Result<OperationId> {
        in_transaction!(self, |tx| tx.insert_project_operation(new, scope, request).await)
    }

    /// Records an operation on the installation.
    ///
    /// # Errors
    /// As [`Store::request_operation`].
    pub async fn request_system_operation<P: SystemPermission>(
        &self,
        by: &Granted<P>,
        new: &NewOperation,
        request: &RequestId,
    ) -> Result<OperationId> {
        let asked = Asked { project: None, by: Some(by.user()), request };
        in_transaction!(self, |tx| tx.insert_operation(new, &asked).await)
    }

    /// Records what the server itself sees to be done.
    ///
    /// # Errors
    /// As [`Store::request_operation`].
    pub async fn request_own_operation(&self, _: &SystemScope, new: &NewOperation) -> Result<OperationId> {
        let asked = Asked { project: None, by: None, request: &RequestId::of_the_server() };
        in_transaction!(self, |tx| tx.insert_operation(new, &asked).await)
    }

    /// Asks whoever carries it out to give it up; one that nobody took yet is given up at once.
    ///
    /// # Errors
    /// [`Error::Missing`] for one that is over, or is none of the project's.
    pub async fn cancel_operation<P: Permission>(
        &self,
        scope: &Scope<P>,
        id: OperationId,
        request: &RequestId,
    ) -> Result<()> {
        let asked = Asked { project: Some(scope.project()), by: Some(scope.user()), request };
        in_transaction!(self, |tx| tx.cancel_operation(id, &asked).await)
    }

    /// As [`Store::cancel_operation`], for one on the installation.
    ///
    /// # Errors
    /// As [`Store::cancel_operation`].
    pub async fn cancel_system_operation<P: SystemPermission>(
        &self,
        by: &Granted<P>,
        id: OperationId,
        request: &RequestId,
    ) -> Result<()> {
        let asked = Asked { project: None, by: Some(by.user()), request };
        in_transaction!(self, |tx| tx.cancel_operation(id, &asked).await)
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// Says that an operation is not what it was; a job shows what is done to it.
        pub(super) async fn operation_changed(&mut self, operation: &Operation) -> Result<()> {
            self.changed(Topic::Operation(operation.id), operation.revision);
            self.changed(Topic::Operations, 0);
            match operation.object_id.parse() {
                Ok(job) if operation.object_kind == JOB => self.job_moved(job).await,
                _ => Ok(()),
            }
        }

        /// Records an operation on something of a project, as a part of deciding that it may be.
        pub(crate) async fn insert_project_operation<P: Permission>(
            &mut self,
            new: &NewOperation,
            scope: &Scope<P>,
            request: &RequestId,
        ) -> Result<OperationId> {
            let asked = Asked { project: Some(scope.project()), by: Some(scope.user()), request };
            self.insert_operation(new, &asked).await
        }

        /// Records what the server itself sees to be done in a project, as a part of deciding that it must be.
        pub(crate) async fn insert_own_operation(&mut self, new: &NewOperation, project: ProjectId) -> Result<OperationId> {
            let asked = Asked { project: Some(project), by: None, request: &RequestId::of_the_server() };
            self.insert_operation(new, &asked).await
        }

        async fn insert_operation(&mut self, new: &NewOperation, asked: &Asked<'_>) -> Result<OperationId> {
            let operation: Operation = diesel::insert_into(operations::table)
                .values((
                    operations::id.eq(Stored(self.id::<OperationId>())),
                    operations::project_id.eq(asked.project.map(Stored)),
                    operations::kind.eq(new.kind),
                    operations::object_kind.eq(new.object_kind),
                    operations::object_id.eq(&new.object_id),
                    operations::parameters.eq(Stored(new.parameters.clone())),
                    operations::state.eq(Stored(OperationState::Requested)),
                    operations::active.eq(true),
                    operations::steps.eq(Stored(Steps::default())),
                    operations::requested_by.eq(asked.by.map(Stored)),
                    operations::request_id.eq(asked.request.to_string()),
                    operations::requested_at.eq(self.at()),
                    operations::deadline.eq(new.time.map(|time| (self.now + time).naive_utc())),
                    operations::cancel_requested.eq(false),
                    operations::fence.eq(0_i64),
                    operations::revision.eq(1_i64),
                    operations::cluster_id.eq(new.cluster.map(Stored)),
                ))
                .returning(Operation::as_returning())
                .get_result(self.conn)
                .await
                .map_err(Error::from)
                .on_taken(|| Code::OperationUnderWay.at("object"))?;
            self.operation_changed(&operation).await?;
            let mut act = Act::new(new.kind, asked.request).on(new.object_kind, &new.object_id, &new.object_name);
            act = asked.by.into_iter().fold(act, Act::by);
            act = asked.project.into_iter().fold(act, Act::in_project);
            self.audit(act.after(json!({"operation": operation.id, "parameters": new.parameters}))).await?;
            Ok(operation.id)
        }

        async fn cancel_operation(&mut self, id: OperationId, asked: &Asked<'_>) -> Result<()> {
            let theirs = operations::table.find(Stored(id)).filter(operations::active.eq(true)).into_boxed();
            let theirs = match asked.project {
                Some(project) => theirs.filter(operations::project_id.eq(Stored(project))),
                None => theirs.filter(operations::project_id.is_null()),
            };
            let found: Stored<OperationId> = theirs.select(operations::id).first(self.conn).await?;
            let operation: Operation =
                diesel::update(operations::table.find(found).filter(operations::active.eq(true)))
                    .set((operations::cancel_requested.eq(true), operations::revision.eq(operations::revision + 1)))
                    .returning(Operation::as_returning())
                    .get_result(self.conn)
                    .await?;
            if operation.state == OperationState::Requested {
                diesel::update(operations::table.find(found))
                    .set((
                        operations::state.eq(Stored(OperationState::Cancelled)),
                        operations::active.eq(false),
                        operations::ended_at.eq(self.at()),
                    ))
                    .execute(self.conn)
                    .await?;
            }
            self.operation_changed(&operation).await?;
            let mut act = Act::new("operation.cancel", asked.request).on("operation", id, &operation.kind);
            act = asked.by.into_iter().fold(act, Act::by);
            act = asked.project.into_iter().fold(act, Act::in_project);
            self.audit(act).await
        }
    }
}
