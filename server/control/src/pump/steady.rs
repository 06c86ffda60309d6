//! What has to be recorded is tried again while the database is busy or away.

use super::{Halt, Pump};
use std::time::{Duration, Instant};

const FIRST: Duration = Duration::from_millis(50);
const MOST: Duration = Duration::from_secs(2);

/// Records something, as soon as it can be. Somebody who wants the query to stop waits for this: what was done on the
/// engine must be known.
///
/// A macro, because a closure that borrows makes a future of which the compiler cannot tell that it may move to a thread.
macro_rules! steady {
    ($pump:expr, $record:expr) => {{
        let mut tries = $crate::pump::steady::Tries::default();
        loop {
            match $record.await {
                Ok(recorded) => break Ok(recorded),
                Err(error) => {
                    if let Err(halt) = $pump.try_again(error, &mut tries).await {
                        break Err(halt);
                    }
                }
            }
        }
    }};
}
pub(super) use steady;

/// Since when, and how long to wait now.
#[derive(Debug, Default)]
pub(super) struct Tries {
    begun: Option<Instant>,
    wait: Duration,
}

impl Pump {
    /// Waits before another try, or says why there is none.
    pub(super) async fn try_again(&self, error: store::Error, tries: &mut Tries) -> Result<(), Halt> {
        let begun = *tries.begun.get_or_insert_with(Instant::now);
        let may_pass = matches!(
            error,
            store::Error::Unavailable(_) | store::Error::Files(_) | store::Error::Io { .. } | store::Error::Database(_)
        );
        if !may_pass || begun.elapsed() > self.shared.times.patience || self.wish.borrow().lost {
            return Err(error.into());
        }
        tracing::warn!(%error, query = %self.query.id, "a query's progress could not be recorded; trying again");
        tries.wait = (tries.wait * 2).clamp(FIRST, MOST);
        tokio::time::sleep(tries.wait).await;
        Ok(())
    }
}
