//! The end of a query: on the engine first, then in the record.

use super::{Halt, Pump, steady::steady};
use engine::{Error, local::State};
use model::{QueryError, QueryState};
use std::time::{Duration, Instant};
use store::{QueryEnd, Submitted};

/// Between two looks at a job that is to end.
const PAUSE: Duration = Duration::from_millis(100);
/// A query that was closed cancels its job by itself, but not when its gateway is gone.
const GRACE: Duration = Duration::from_secs(3);
/// How long an engine that does not answer keeps the end from being recorded, when nobody asked for it.
const BRIEFLY: Duration = Duration::from_secs(10);
/// How long it is tried after that.
const LONG: Duration = Duration::from_secs(900);

impl Pump {
    /// Ends it, if it is still ours.
    pub(super) async fn end(mut self, mut end: QueryEnd) -> Result<(), Halt> {
        self.must_be_ours().await?;
        let patience = match end.state {
            QueryState::Stopped | QueryState::Unread => self.shared.times.patience,
            _ => BRIEFLY.min(self.shared.times.patience),
        };
        let mut is_gone = true;
        match end.state {
            // Its result was read to the end, or there is none.
            QueryState::Finished | QueryState::Failed => self.close_later(),
            QueryState::Lost if self.kind.submits_job() => self.keep_run().await?,
            _ => is_gone = self.end_on_engine(patience).await,
        }
        if self.wish.borrow().lost {
            return Ok(());
        }
        if !is_gone && end.state != QueryState::Lost {
            let said = "the engine did not say that the job is gone".to_owned();
            end = QueryEnd { state: QueryState::Lost, error: Some(QueryError::Unreachable { said }) };
        }
        steady!(self, self.shared.store.finish_query(&self.shared.scope, &self.lease, end.clone()))?;
        self.follow_up();
        if !is_gone {
            // Nobody draws it any more, so it must not run either.
            let shared = self.shared.clone();
            shared.spawn(async move {
                self.end_on_engine(LONG).await;
            });
        }
        Ok(())
    }

    /// Asks whether somebody else draws it by now: a server that was paused past its lease finds a page that is gone or a
    /// session that it no longer knows, and would end on the engine what another one goes on with.
    async fn must_be_ours(&self) -> Result<(), Halt> {
        let (shared, ttl) = (&self.shared, crate::pumps::ttl(&self.shared));
        let held = steady!(self, shared.store.renew_query_leases(&shared.scope, &shared.holder, ttl))?;
        match held.iter().any(|held| held.id == self.query.id && held.fence == self.query.fence) {
            true => Ok(()),
            false => Err(Halt::Left),
        }
    }

    /// Takes back what was sent after somebody else had taken the query over, who knows nothing of it.
    pub(super) async fn withdraw(&self) {
        let (begun, mut closed) = (Instant::now(), None);
        while begun.elapsed() < LONG && !matches!(self.try_to_end(&mut closed).await, Ok(true)) {
            tokio::time::sleep(PAUSE * 5).await;
        }
    }

    /// Closes the statement on its gateway, and sees to it that its job is gone. True when that is certain.
    async fn end_on_engine(&self, patience: Duration) -> bool {
        if self.query.operation_handle.is_none() && self.query.state == QueryState::Requested {
            return true;
        }
        let begun = Instant::now();
        let mut closed = None;
        loop {
            match self.try_to_end(&mut closed).await {
                Ok(true) => return true,
                Ok(false) => {}
                Err(error) => {
                    tracing::debug!(%error, query = %self.query.id, "a query could not be ended yet");
                    tokio::time::sleep(PAUSE * 5).await;
                }
            }
            if begun.elapsed() > patience || self.wish.borrow().lost || self.shared.is_draining() {
                return false;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// One try; `closed` says since when the statement is closed.
    async fn try_to_end(&self, closed: &mut Option<Instant>) -> crate::Result<bool> {
        let reached = match self.shared.engines.reach(self.query.cluster_id).await {
            Ok(reached) => reached,
            // With its processes, all of its jobs are gone.
            Err(crate::Error::NotRunning) => return Ok(self.engine_is_stopped()),
            Err(error) => return Err(error),
        };
        if closed.is_none() {
            let mut unsettled = GRACE;
            if let (Some(session), Some(operation)) = (self.query.session_id, self.query.operation_handle) {
                let session = self.shared.store.gateway_session(&self.shared.scope, session).await?;
                let gateway = reached.gateway()?;
                if session.engine != reached.life {
                    // Its gateway is another one by now, so nothing will be cancelled by closing.
                    unsettled = Duration::ZERO;
                } else {
                    if !self.opened || !self.kind.is_query() {
                        // Only what runs can be cancelled; whatever it says, closing comes next.
                        let _ = gateway.cancel_operation(session.handle, operation).await;
                    }
                    match gateway.close_operation(session.handle, operation).await {
                        Ok(()) => {}
                        // The gateway is away: its job is not.
                        Err(error) if error.is_transient() => unsettled = Duration::ZERO,
                        Err(error) => return Err(error.into()),
                    }
                }
            }
            *closed = Some(Instant::now() + unsettled);
        }
        if !self.may_be_job() {
            return Ok(true);
        }
        let rest = reached.rest();
        let may_cancel = closed.is_some_and(|after| Instant::now() >= after) || self.kind.submits_job();
        match rest.reader().job_status(self.query.job_id).await {
            Ok(status) if status.is_terminal() => Ok(true),
            Ok(_) if may_cancel => match rest.cancel_job(self.query.job_id).await {
                Ok(()) | Err(Error::Conflict(_) | Error::NotFound(_)) => Ok(false),
                Err(error) => Err(error.into()),
            },
            Ok(_) => Ok(false),
            // One that was never seen may still be on its way.
            Err(Error::NotFound(_)) => Ok(self.opened || may_cancel),
            Err(error) => Err(error.into()),
        }
    }

    fn engine_is_stopped(&self) -> bool {
        let local = self.shared.engines.local_of(self.query.cluster_id);
        local.is_some_and(|local| {
            matches!(local.engine.status().borrow().state, State::Stopped | State::NotProvisioned | State::Failed(_))
        })
    }

    /// A job that was to stay does stay, though it was not seen to start: then it is a run.
    async fn keep_run(&mut self) -> Result<(), Halt> {
        let Some(operation) = self.query.operation_handle else {
            return Ok(());
        };
        let Ok(reached) = self.shared.engines.reach(self.query.cluster_id).await else {
            return Ok(());
        };
        if reached.rest().reader().job_status(self.query.job_id).await.is_ok() {
            let run = Some(self.job_name().await);
            self.note_submitted(Submitted { operation, columns: None, run }).await?;
        }
        Ok(())
    }

    /// Lets the gateway forget the statement; it would keep it as long as the session.
    fn close_later(&self) {
        let (Some(session), Some(operation)) = (self.query.session_id, self.query.operation_handle) else {
            return;
        };
        let (shared, cluster) = (self.shared.clone(), self.query.cluster_id);
        self.shared.spawn(async move {
            let Ok(session) = shared.store.gateway_session(&shared.scope, session).await else {
                return;
            };
            if let Ok(gateway) = shared.engines.reach(cluster).await.and_then(|reached| reached.gateway()) {
                let _ = gateway.close_operation(session.handle, operation).await;
            }
        });
    }
}
