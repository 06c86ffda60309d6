//! How long to wait before a page is asked for that was not there.

use std::time::{Duration, Instant};

const SHORTEST: Duration = Duration::from_millis(10);
/// Until the first row, a person waits: asking often costs less than they do. After a while it does not.
const EAGER: Duration = Duration::from_secs(10);
/// How long to wait at most for a first row, then.
const RELAXED: Duration = Duration::from_millis(100);
/// How long to wait at most when rows have come before.
const IDLE: Duration = Duration::from_millis(250);

/// Waits that grow.
#[derive(Debug)]
pub(super) struct Pace {
    begun: Instant,
    wait: Duration,
    had_rows: bool,
}

impl Pace {
    pub(super) fn new(had_rows: bool, now: Instant) -> Self {
        Self { begun: now, wait: SHORTEST, had_rows }
    }

    /// Rows came: the next page is asked for at once.
    pub(super) fn rows(&mut self) {
        (self.had_rows, self.wait) = (true, SHORTEST);
    }

    /// Nothing came.
    pub(super) fn nothing(&mut self, now: Instant) -> Duration {
        let wait = self.wait;
        let most = match self.had_rows {
            true => IDLE,
            false if now.duration_since(self.begun) < EAGER => SHORTEST,
            false => RELAXED,
        };
        self.wait = (wait * 3 / 2).clamp(SHORTEST, most);
        wait.min(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_row_is_waited_for_eagerly_and_a_stream_that_idles_is_not() {
        let now = Instant::now();
        let mut pace = Pace::new(false, now);
        assert!((0..500).all(|_| pace.nothing(now) == SHORTEST));
        let later = now + EAGER;
        assert!((0..500).map(|_| pace.nothing(later)).all(|wait| wait <= RELAXED));
        assert_eq!(pace.nothing(later), RELAXED);
        pace.rows();
        assert_eq!(pace.nothing(later), SHORTEST);
        for _ in 0..20 {
            pace.nothing(later);
        }
        assert_eq!(pace.nothing(later), IDLE);
    }
}
