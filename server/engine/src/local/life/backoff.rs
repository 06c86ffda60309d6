//! How long to wait before a process that ended is started again.

use std::time::{Duration, Instant};

const FIRST: Duration = Duration::from_secs(1);
const MOST: Duration = Duration::from_secs(60);
/// A process that ran this long has recovered.
const RESET: Duration = Duration::from_secs(300);

/// Grows from one second to a minute, and begins anew after five minutes of running.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    tries: u32,
    started: Option<Instant>,
    due: Option<Instant>,
}

impl Backoff {
    /// The process was started.
    pub(super) fn started(&mut self, now: Instant) {
        self.started = Some(now);
        self.due = None;
    }

    /// It could not even be started: the next wait is longer.
    pub(super) fn failed(&mut self) {
        self.due = None;
    }

    /// The process ended: when to start it again. Asked again, it says the same.
    pub(super) fn due(&mut self, now: Instant) -> Instant {
        if let Some(due) = self.due {
            return due;
        }
        if self.started.is_some_and(|started| now.duration_since(started) >= RESET) {
            self.tries = 0;
        }
        let wait = FIRST.saturating_mul(1 << self.tries.min(6)).min(MOST);
        self.tries += 1;
        *self.due.insert(now + wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_minute_and_begin_anew_after_five_good_minutes() {
        let mut backoff = Backoff::default();
        let mut now = Instant::now();
        let mut waits = vec![];
        for _ in 0..8 {
            backoff.started(now);
            let due = backoff.due(now);
            assert_eq!(backoff.due(now + Duration::from_millis(5)), due);
            waits.push((due - now).as_secs());
            now = due;
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
        backoff.started(now);
        now += RESET;
        assert_eq!(backoff.due(now) - now, FIRST);
    }
}
