//! What time it is, and ids that follow it. Tests bring their own clock.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use model::Id;
use std::{fmt, sync::Arc, sync::Mutex};
use uuid::{ContextV7, Timestamp, Uuid};

/// Tells the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::new(Utc::now)
    }

    /// A clock that says what `now` says.
    pub fn new(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Now, in whole microseconds: PostgreSQL keeps no more, and what is read must equal what was written.
    pub fn now(&self) -> DateTime<Utc> {
        let now = (self.0)();
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// Makes ids that are ordered by the time of their making, also within a millisecond.
#[derive(Debug)]
pub(crate) struct IdMaker(Mutex<ContextV7>);

impl IdMaker {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(ContextV7::new()))
    }

    /// A new id, made at `now`.
    pub(crate) fn id<T: Id>(&self, now: DateTime<Utc>) -> T {
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        let context = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Uuid::new_v7(Timestamp::from_unix(&*context, seconds, now.timestamp_subsec_nanos())).into()
    }
}
