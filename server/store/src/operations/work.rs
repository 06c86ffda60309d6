//! Carrying operations out: every write checks the fencing number in the same statement.

use crate::{
    Error, Result, Store,
    database::{in_transaction, on_both},
    operations::{Operation, OperationState, Step, record::Steps},
    schema::{operations, session_clusters},
    stored::Stored,
    transaction::Tx,
};
use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use model::{ClusterKind, JobAct, OperationId, authority::SystemScope};
use serde_json::Value;

/// The right to carry an operation out.
#[derive(Clone, Debug, PartialEq)]
pub struct OperationClaim {
    /// As it was when it was taken: what was done before is in its steps.
    pub operation: Operation,
    /// The fencing number.
    pub fence: i64,
    /// True for what is to be done on the engine of another host, which did not do it in time.
    pub is_elsewhere: bool,
}

/// How an operation ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is done.
    Succeeded,
    /// A code and its parameters say why it is not.
    Failed(Value),
    /// Somebody asked to give it up.
    Cancelled,
    /// It cannot be known how far it came; a code and its parameters say why.
    Abandoned(Value),
}

impl Store {
    /// Takes the oldest operation of these kinds that nobody carries out, or whose carrier went silent; what people asked for
    /// comes before what the server itself did. What is to be done on the engine of another host is left to that host, which
    /// alone can do it: any server can give it up, and end what was not done in time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_operation(
        &self,
        _: &SystemScope,
        kinds: &[&str],
        holder: &str,
        time: TimeDelta,
    ) -> Result<Option<OperationClaim>> {
        in_transaction!(self, |tx| {
            let elsewhere = if self.is_shared() { tx.local_clusters_elsewhere(holder).await? } else { Vec::new() };
            loop {
                let at = tx.at();
                let free = operations::held_until.is_null().or(operations::held_until.assume_not_null().le(at));
                let here =
                    operations::cluster_id.is_null().or(operations::cluster_id.assume_not_null().ne_all(&elsewhere));
                let over = operations::deadline.is_not_null().and(operations::deadline.assume_not_null().lt(at));
                let anywhere = operations::kind.eq(JobAct::ForceStop.operation_kind()).or(over);
                let next: Option<(Stored<OperationId>, Option<String>, i64)> = operations::table
                    .filter(operations::active.eq(true).and(free))
                    .filter(operations::kind.eq_any(kinds.iter().copied()))
                    .filter(here.or(anywhere))
                    .order((operations::requested_by.is_null(), operations::id))
                    .select((operations::id, operations::cluster_id, operations::fence))
                    .first(tx.conn)
                    .await
                    .optional()?;
                let Some((id, cluster, fence)) = next else { return Ok(None) };
                let is_elsewhere = cluster.is_some_and(|cluster| elsewhere.contains(&cluster));
                let taken: Option<Operation> = diesel::update(
                    // Another replica may have been faster: then the number is another.
                    operations::table.find(id).filter(operations::fence.eq(fence).and(operations::active.eq(true))),
                )
                .set((
                    operations::state.eq(Stored(OperationState::Running)),
                    operations::holder.eq(holder),
                    operations::fence.eq(fence + 1),
                    operations::held_until.eq((tx.now + time).naive_utc()),
                    operations::revision.eq(operations::revision + 1),
                ))
                .returning(Operation::as_returning())
                .get_result(tx.conn)
                .await
                .optional()?;
                let Some(mut operation) = taken else { continue };
                if operation.started_at.is_none() {
                    diesel::update(operations::table.find(id))
                        .set(operations::started_at.eq(at))
                        .execute(tx.conn)
                        .await?;
                    operation.started_at = Some(tx.now);
                }
                tx.operation_changed(&operation).await?;
                return Ok(Some(OperationClaim { operation, fence: fence + 1, is_elsewhere }));
            }
        })
    }

    /// Holds an operation for longer; says whether somebody asked to give it up.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when somebody else carries it out now.
    pub async fn hold_operation(&self, _: &SystemScope, claim: &OperationClaim, time: TimeDelta) -> Result<bool> {
        in_transaction!(self, |tx| {
            diesel::update(held(claim))
                .set(operations::held_until.eq((tx.now + time).naive_utc()))
                .returning(operations::cancel_requested)
                .get_result(tx.conn)
                .await
                .optional()?
                .ok_or_else(|| lost(claim))
        })
    }

    /// Records that a step begins. One of the same name that is under way, from a carrier who went silent, goes on.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when somebody else carries it out now.
    pub async fn begin_step(&self, _: &SystemScope, claim: &OperationClaim, name: &str) -> Result<()> {
        in_transaction!(self, |tx| {
            let mut steps = tx.steps(claim).await?;
            if steps.iter().any(|step| step.name == name && step.ended_at.is_none()) {
                return Ok(());
            }
            steps.push(Step { name: name.into(), started_at: tx.now, ended_at: None, outcome: None });
            tx.write_steps(claim, steps).await
        })
    }

    /// Records how far the step under way is.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when somebody else carries it out now; [`Error::Missing`] when no such step is under way.
    pub async fn record_step(&self, _: &SystemScope, claim: &OperationClaim, name: &str, outcome: Value) -> Result<()> {
        in_transaction!(self, |tx| {
            let mut steps = tx.steps(claim).await?;
            let step = steps.iter_mut().rfind(|step| step.name == name && step.ended_at.is_none());
            step.ok_or(Error::Missing)?.outcome = Some(outcome);
            tx.write_steps(claim, steps).await
        })
    }

    /// Records that the step under way ended, and how.
    ///
    /// # Errors
    /// As [`Store::record_step`].
    pub async fn end_step(
        &self,
        _: &SystemScope,
        claim: &OperationClaim,
        name: &str,
        outcome: Option<Value>,
    ) -> Result<()> {
        in_transaction!(self, |tx| {
            let now = tx.now;
            let mut steps = tx.steps(claim).await?;
            let step = steps.iter_mut().rfind(|step| step.name == name && step.ended_at.is_none());
            let step = step.ok_or(Error::Missing)?;
            (step.ended_at, step.outcome) = (Some(now), outcome.or(step.outcome.take()));
            tx.write_steps(claim, steps).await
        })
    }

    /// Records how the operation ended. Its object is free for the next one.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when somebody else carries it out now.
    pub async fn finish_operation(&self, _: &SystemScope, claim: &OperationClaim, outcome: Outcome) -> Result<()> {
        let (state, error) = match outcome {
            Outcome::Succeeded => (OperationState::Succeeded, None),
            Outcome::Failed(error) => (OperationState::Failed, Some(error)),
            Outcome::Cancelled => (OperationState::Cancelled, None),
            Outcome::Abandoned(error) => (OperationState::Abandoned, Some(error)),
        };
        in_transaction!(self, |tx| {
            let operation: Option<Operation> = diesel::update(held(claim))
                .set((
                    operations::state.eq(Stored(state)),
                    operations::active.eq(false),
                    operations::error.eq(error.map(Stored)),
                    operations::ended_at.eq(tx.at()),
                    operations::held_until.eq(None::<chrono::NaiveDateTime>),
                    operations::revision.eq(operations::revision + 1),
                ))
                .returning(Operation::as_returning())
                .get_result(tx.conn)
                .await
                .optional()?;
            let operation = operation.ok_or_else(|| lost(claim))?;
            if state != OperationState::Succeeded {
                tx.desire_no_more(&operation).await?;
            }
            tx.operation_changed(&operation).await
        })
    }
}

on_both! {
    impl Tx<'_, Conn> {
        /// The engines of other hosts than that of the server which is called so.
        async fn local_clusters_elsewhere(&mut self, holder: &str) -> Result<Vec<String>> {
            let is_local = session_clusters::kind.eq(Stored(ClusterKind::Local));
            let of_others = session_clusters::host.is_not_null().and(session_clusters::host.assume_not_null().ne(holder));
            let clusters = session_clusters::table.filter(is_local.and(of_others));
            Ok(clusters.select(session_clusters::id).load(self.conn).await?)
        }

        /// Refuses what is recorded for an operation that somebody else carries out now; locks it by a write.
        pub(crate) async fn must_carry(&mut self, claim: &OperationClaim) -> Result<()> {
            self.steps(claim).await.map(drop)
        }

        async fn steps(&mut self, claim: &OperationClaim) -> Result<Vec<Step>> {
            // Locked by a write that changes nothing: what is read here is what the next write replaces.
            let steps: Option<Stored<Steps>> = diesel::update(held(claim))
                .set(operations::fence.eq(operations::fence))
                .returning(operations::steps)
                .get_result(self.conn)
                .await
                .optional()?;
            Ok(steps.ok_or_else(|| lost(claim))?.into())
        }

        async fn write_steps(&mut self, claim: &OperationClaim, steps: Vec<Step>) -> Result<()> {
            let operation: Option<Operation> = diesel::update(held(claim))
                .set((
                    operations::steps.eq(Stored(Steps(steps))),
                    operations::revision.eq(operations::revision + 1),
                ))
                .returning(Operation::as_returning())
                .get_result(self.conn)
                .await
                .optional()?;
            self.operation_changed(&operation.ok_or_else(|| lost(claim))?).await
        }
    }
}

/// The row, if the claim still has its number and the operation is not over.
#[diesel::dsl::auto_type]
fn held(claim: &OperationClaim) -> _ {
    let id: Stored<OperationId> = Stored(claim.operation.id);
    let fence: i64 = claim.fence;
    operations::table.find(id).filter(operations::fence.eq(fence)).filter(operations::active.eq(true))
}

fn lost(claim: &OperationClaim) -> Error {
    Error::LeaseLost(format!("operation {}", claim.operation.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        NewOperation, RequestId,
        testing::{TestStore, on_each_database, problems, request},
    };
    use model::{
        Code,
        authority::{ClusterManage, Granted, SystemRole},
    };
    use serde_json::json;

    const TIME: TimeDelta = TimeDelta::seconds(30);
    const KINDS: &[&str] = &["session_cluster.start"];

    fn start(id: &str) -> NewOperation {
        NewOperation {
            kind: "session_cluster.start",
            object_kind: "session_cluster",
            object_id: id.into(),
            object_name: "Local".into(),
            parameters: json!({"slots": 4}),
            time: Some(TimeDelta::minutes(5)),
            cluster: None,
        }
    }

    async fn grant(store: &TestStore) -> Granted<ClusterManage> {
        store.person("a", SystemRole::Administrator).await.allow().unwrap()
    }

    on_each_database! {
        async fn an_operation_is_recorded_carried_out_and_over(store: TestStore) {
            let (server, grant) = (SystemScope::of_the_server(), grant(&store).await);
            let id = store.request_system_operation(&grant, &start("1"), &request()).await.unwrap();
            assert_eq!(store.take_operation(&server, &["other"], "me", TIME).await.unwrap(), None);
            let claim = store.take_operation(&server, KINDS, "me", TIME).await.unwrap().unwrap();
            assert_eq!((claim.operation.id, claim.operation.state), (id, OperationState::Running));
            store.begin_step(&server, &claim, "spawn").await.unwrap();
            store.record_step(&server, &claim, "spawn", json!({"pid": 7})).await.unwrap();
            store.end_step(&server, &claim, "spawn", None).await.unwrap();
            store.finish_operation(&server, &claim, Outcome::Succeeded).await.unwrap();

            let standing = store.standing(grant.user()).await.unwrap().unwrap();
            let last = store.system_operations(&standing.allow().unwrap(), "session_cluster", "1", 5).await.unwrap();
            assert_eq!(last[0].state, OperationState::Succeeded);
            assert_eq!((last[0].steps[0].name.as_str(), last[0].steps[0].outcome.clone()), ("spawn", Some(json!({"pid": 7}))));
            assert!(last[0].steps[0].ended_at.is_some() && last[0].ended_at.is_some());
            let rows = store.audit(&standing.allow().unwrap(), &crate::AuditFilter::default(), 1).await.unwrap();
            assert_eq!((rows[0].act.as_str(), rows[0].after.as_ref().unwrap()["operation"].as_str()), (KINDS[0], Some(id.to_string().as_str())));
        }

        async fn an_object_has_one_operation_at_a_time(store: TestStore) {
            let (server, grant) = (SystemScope::of_the_server(), grant(&store).await);
            store.request_system_operation(&grant, &start("1"), &request()).await.unwrap();
            let second = store.request_system_operation(&grant, &start("1"), &request()).await;
            assert_eq!(problems(second), [Code::OperationUnderWay]);
            store.request_system_operation(&grant, &start("2"), &request()).await.unwrap();
            let claim = store.take_operation(&server, KINDS, "me", TIME).await.unwrap().unwrap();
            store.finish_operation(&server, &claim, Outcome::Failed(json!({"code": "x"}))).await.unwrap();
            store.request_own_operation(&server, &start("1")).await.unwrap();
        }

        async fn who_was_silent_too_long_writes_nothing_more(store: TestStore) {
            let (server, grant) = (SystemScope::of_the_server(), grant(&store).await);
            store.request_system_operation(&grant, &start("1"), &request()).await.unwrap();
            let paused = store.take_operation(&server, KINDS, "a", TIME).await.unwrap().unwrap();
            store.begin_step(&server, &paused, "spawn").await.unwrap();
            assert_eq!(store.take_operation(&server, KINDS, "b", TIME).await.unwrap(), None);
            store.wait(TIME);
            let next = store.take_operation(&server, KINDS, "b", TIME).await.unwrap().unwrap();
            assert_eq!(next.operation.steps[0].name, "spawn");

            let lost = |result: Result<()>| matches!(result, Err(Error::LeaseLost(_)));
            assert!(lost(store.hold_operation(&server, &paused, TIME).await.map(drop)));
            assert!(lost(store.end_step(&server, &paused, "spawn", None).await));
            assert!(lost(store.finish_operation(&server, &paused, Outcome::Succeeded).await));
            // The step goes on under the new holder and is not begun twice.
            store.begin_step(&server, &next, "spawn").await.unwrap();
            store.end_step(&server, &next, "spawn", None).await.unwrap();
            store.finish_operation(&server, &next, Outcome::Succeeded).await.unwrap();
        }

        async fn of_many_who_come_at_once_one_takes_it(store: TestStore) {
            let (server, grant) = (SystemScope::of_the_server(), grant(&store).await);
            store.request_system_operation(&grant, &start("1"), &request()).await.unwrap();
            let tries = (0..12).map(|n| {
                let (store, server) = (store.clone(), server.clone());
                tokio::spawn(async move { store.take_operation(&server, KINDS, &n.to_string(), TIME).await.unwrap() })
            });
            let taken = futures::future::join_all(tries).await.into_iter().filter_map(Result::unwrap).count();
            assert_eq!(taken, 1);
        }

        async fn who_carries_it_out_hears_that_it_is_to_be_given_up(store: TestStore) {
            let (server, grant) = (SystemScope::of_the_server(), grant(&store).await);
            let waiting = store.request_system_operation(&grant, &start("1"), &request()).await.unwrap();
            store.cancel_system_operation(&grant, waiting, &RequestId::new("r")).await.unwrap();
            assert_eq!(store.take_operation(&server, KINDS, "me", TIME).await.unwrap(), None);

            let running = store.request_system_operation(&grant, &start("1"), &request()).await.unwrap();
            let claim = store.take_operation(&server, KINDS, "me", TIME).await.unwrap().unwrap();
            assert!(!store.hold_operation(&server, &claim, TIME).await.unwrap());
            store.cancel_system_operation(&grant, running, &RequestId::new("r")).await.unwrap();
            assert!(store.hold_operation(&server, &claim, TIME).await.unwrap());
            store.finish_operation(&server, &claim, Outcome::Cancelled).await.unwrap();
            let over = store.cancel_system_operation(&grant, running, &RequestId::new("r")).await;
            assert!(matches!(over, Err(Error::Missing)));
        }
    }
}
