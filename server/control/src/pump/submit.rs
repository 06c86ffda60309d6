//! Sending a statement, once.

use super::{Halt, Pump, steady::steady};
use crate::{
    Error,
    engines::Reached,
    error::said,
    operations,
    sessions::{Fault, Owner, Whereabouts, ensure},
};
use engine::{gateway::GatewayOperator, local::State};
use model::QueryError;
use std::time::{Duration, Instant};
use store::{GatewaySession, Submitted};
use tokio::sync::oneshot;

/// Between two tries.
const PAUSE: Duration = Duration::from_millis(500);

impl Pump {
    /// Sends the statement in the person's session. What was recorded as being sent is never sent again.
    pub(super) async fn submit(&mut self) -> Result<(), Halt> {
        let mut is_second = false;
        loop {
            let (gateway, session) = self.session().await?;
            let submission = self.or_halt(self.submission(&gateway, session.handle)).await??;
            self.query = steady!(self, self.shared.store.note_submitting(&self.shared.scope, &self.lease, session.id))?;
            // From here on it may arrive whatever happens, so a wish to stop waits until that is known.
            match gateway.submit(session.handle, &submission).await {
                Ok(operation) => {
                    let submitted = Submitted { operation, columns: None, run: None };
                    let noted = self.note_submitted(submitted).await;
                    if matches!(noted, Err(Halt::Left)) {
                        tracing::warn!(query = %self.query.id, "a statement was sent too late: it is taken back");
                        self.query.operation_handle = Some(operation);
                        self.withdraw().await;
                    } else {
                        self.look_at_first(session);
                    }
                    return noted;
                }
                Err(engine::Error::SessionLost) => {
                    self.shared.store.mark_session_lost(&self.shared.scope, session.id).await?;
                    // It was refused before it was read. A gateway that forgets at once is asked no third time.
                    if std::mem::replace(&mut is_second, true) {
                        return Err(Halt::lost(QueryError::SessionLost));
                    }
                    self.lost = Some(Whereabouts::from(&session));
                }
                Err(error) if error.failure().is_some() => return Err(self.refused(error)),
                Err(engine::Error::Unauthorized { status }) => {
                    let said = format!("the credentials are not taken: status {status}");
                    return Err(Halt::failed(QueryError::Unreachable { said }));
                }
                Err(error) => {
                    tracing::warn!(%error, query = %self.query.id, "it is not known whether a statement arrived");
                    return Err(self.salvage().await?);
                }
            }
        }
    }

    /// Records what the gateway called it, and the run that it is, if it is one.
    pub(super) async fn note_submitted(&mut self, submitted: Submitted) -> Result<(), Halt> {
        self.query =
            steady!(self, self.shared.store.note_submitted(&self.shared.scope, &self.lease, submitted.clone()))?;
        Ok(())
    }

    /// A gateway that answers, and the person's session there.
    async fn session(&mut self) -> Result<(GatewayOperator, GatewaySession), Halt> {
        let owner = Owner { project: self.query.project_id, user: self.query.user_id, cluster: self.query.cluster_id };
        let mut since = None;
        loop {
            let (reached, gateway) = self.reach().await?;
            let ensured = self.or_halt(self.ensured(owner, reached, gateway.clone())).await??;
            let error = match ensured {
                Ok(session) => return Ok((gateway, session)),
                Err(Fault::Store(error)) => return Err(error.into()),
                Err(Fault::Unconfined) => return Err(Halt::failed(QueryError::Unconfined)),
                Err(Fault::Engine(error)) => error,
            };
            let since = since.get_or_insert_with(Instant::now);
            if !error.is_transient() || since.elapsed() > self.shared.times.patience {
                return Err(match error.failure() {
                    Some(_) => self.refused(error),
                    None => Halt::failed(QueryError::Unreachable { said: said(&error) }),
                });
            }
            self.sleep(PAUSE).await?;
        }
    }

    /// Opens the session in a task of its own: one that is on its way is opened and recorded to the end, whoever waits for it.
    async fn ensured(
        &self,
        owner: Owner,
        reached: Reached,
        gateway: GatewayOperator,
    ) -> Result<Result<GatewaySession, Fault>, Halt> {
        let (done, ensured) = oneshot::channel();
        let (shared, lost) = (self.shared.clone(), self.lost.clone());
        self.shared.spawn(async move {
            // Nobody may be waiting any more.
            let _ = done.send(ensure(&shared, owner, (&reached, &gateway), lost).await);
        });
        ensured.await.map_err(|_| Halt::Left)
    }

    /// The cluster; the engine of this host is started if need be, which may take as long as its jars do.
    async fn reach(&self) -> Result<(Reached, GatewayOperator), Halt> {
        loop {
            match self.shared.engines.reach(self.query.cluster_id).await {
                Ok(reached) => {
                    let gateway = reached.gateway();
                    let none = |_| Halt::failed(QueryError::Unreachable { said: "there is no sql gateway".into() });
                    return gateway.map_err(none).map(|gateway| (reached, gateway));
                }
                Err(Error::NotRunning) => self.start_engine().await?,
                Err(Error::Store(error)) => return Err(error.into()),
                Err(error) => {
                    return Err(Halt::failed(QueryError::Unreachable { said: error.to_string() }));
                }
            }
        }
    }

    async fn start_engine(&self) -> Result<(), Halt> {
        match self.or_halt(operations::started(&self.shared, self.query.cluster_id)).await?? {
            Ok(()) => Ok(()),
            Err(state) => Err(not_started(&state)),
        }
    }
}

fn not_started(state: &State) -> Halt {
    let (reason, params) = match state {
        State::Failed(failure) => {
            let params = failure.params.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
            (failure.code.to_owned(), params.collect())
        }
        _ => ("stopped".to_owned(), Default::default()),
    };
    Halt::failed(QueryError::EngineNotStarted { reason, params })
}
