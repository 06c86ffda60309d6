//! How often people are told of new rows.

use std::time::{Duration, Instant};

/// At most five times a second.
const SPACING: Duration = Duration::from_millis(200);

/// Remembers when people were told last, and whether they know all.
#[derive(Debug, Default)]
pub(super) struct Announcer {
    last: Option<Instant>,
    pending: bool,
}

impl Announcer {
    /// Whether to tell people with this page.
    pub(super) fn with_page(&mut self, has_news: bool, now: Instant) -> bool {
        self.pending |= has_news;
        self.is_due(now)
    }

    /// Whether to tell people although no page came.
    pub(super) fn is_due(&mut self, now: Instant) -> bool {
        let due = self.pending && self.last.is_none_or(|last| now.duration_since(last) >= SPACING);
        if due {
            (self.last, self.pending) = (Some(now), false);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rows_are_told_at_once_the_next_ones_together_and_the_last_ones_too() {
        let (mut announcer, now) = (Announcer::default(), Instant::now());
        assert!(!announcer.with_page(false, now));
        assert!(announcer.with_page(true, now));
        assert!(!announcer.with_page(true, now + SPACING / 2));
        assert!(announcer.is_due(now + SPACING));
        assert!(!announcer.is_due(now + SPACING * 3));
    }
}
