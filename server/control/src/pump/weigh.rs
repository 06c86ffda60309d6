//! What follows from an error: another try, or the end.

use super::{Halt, Pump};
use crate::error::said;
use engine::{Error, local::State};
use model::{QueryError, flink::Failure, sql};
use std::time::{Duration, Instant};

const FIRST: Duration = Duration::from_millis(100);
const MOST: Duration = Duration::from_secs(2);
/// A proxy that answers with a page of its own may do so for a moment.
const NONSENSE: u32 = 3;

/// Errors since the last good answer.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    since: Option<Instant>,
    wait: Duration,
    nonsense: u32,
}

impl Trouble {
    /// How long to wait before another try; nothing when there were enough.
    fn again(&mut self, patience: Duration) -> Option<Duration> {
        let since = *self.since.get_or_insert_with(Instant::now);
        self.wait = (self.wait * 2).clamp(FIRST, MOST);
        (since.elapsed() <= patience).then_some(self.wait)
    }
}

impl Pump {
    /// Waits before the same page is asked for again, or says why it is not.
    pub(super) async fn weigh(&self, error: Error, trouble: &mut Trouble) -> Result<(), Halt> {
        let lost = match error {
            Error::SessionLost => {
                if let Some(session) = self.query.session_id {
                    self.shared.store.mark_session_lost(&self.shared.scope, session).await?;
                }
                QueryError::SessionLost
            }
            Error::OperationLost => QueryError::SessionLost,
            Error::DuplicateJob => QueryError::Interrupted,
            Error::WrongToken { said } => QueryError::BadAnswer { said },
            Error::TooLarge { .. } => QueryError::BadAnswer { said: error.to_string() },
            Error::Nonsense { .. } => {
                trouble.nonsense += 1;
                if trouble.nonsense < NONSENSE {
                    return self.sleep(MOST / 4).await;
                }
                QueryError::BadAnswer { said: error.to_string() }
            }
            error if error.failure().is_some() => return Err(self.refused(error)),
            error if error.is_transient() => match trouble.again(self.shared.times.patience) {
                Some(wait) => return self.sleep(wait).await,
                None => QueryError::Unreachable { said: said(&error) },
            },
            error => QueryError::Unreachable { said: said(&error) },
        };
        Err(Halt::lost(lost))
    }

    /// The cluster cannot be reached at all now.
    pub(super) async fn weigh_absence(&self, error: crate::Error, trouble: &mut Trouble) -> Result<(), Halt> {
        let is_stopped = match self.shared.engines.local_of(self.query.cluster_id) {
            Some(local) => matches!(
                local.engine.status().borrow().state,
                // Right after the start of this server, it is not known yet; then there is no failure either.
                State::Failed(_) | State::Stopping
            ),
            None => false,
        };
        if is_stopped {
            return Err(Halt::lost(QueryError::EngineRestarted));
        }
        match trouble.again(self.shared.times.patience) {
            Some(wait) => self.sleep(wait).await,
            None => Err(Halt::lost(QueryError::Unreachable { said: said(&error) })),
        }
    }

    /// What the engine said against the statement.
    pub(super) fn refused(&self, error: Error) -> Halt {
        let Some(failure) = error.failure().cloned() else {
            return Halt::failed(QueryError::Unreachable { said: said(&error) });
        };
        Halt::failed(self.advised(failure))
    }

    /// Names the connector set that a statement lacks, if that is what it lacks.
    fn advised(&self, failure: Failure) -> QueryError {
        let Some(identifier) = sql::missing_factory(&failure.trace) else {
            return QueryError::Engine { failure };
        };
        let local = self.shared.engines.local_of(self.query.cluster_id);
        let sets = local.map(|local| local.manifest.sets_offering(&identifier).map(|set| set.name.clone()).collect());
        QueryError::MissingFactory { identifier, sets: sets.unwrap_or_default(), failure }
    }
}
