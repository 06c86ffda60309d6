//! One statement at the stand-in: what is behind each of its tokens, and when.

use super::Plan;
use anyhow::{Result, ensure};
use std::time::Instant;

/// A statement that arrived.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) statement: String,
    /// The job that it is, as the client chose it.
    pub(super) job: String,
    /// How a `SELECT` goes on; everything else answers with one value at once.
    plan: Option<Plan>,
    arrived: Instant,
    /// When the next page of rows is ready, or was.
    ready: Instant,
    /// The token that has not been asked for yet.
    next: u64,
    /// Pages of rows that were taken.
    taken: u64,
}

/// What is behind a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    NotReady,
    /// No rows yet.
    Empty,
    Rows,
    /// One value, for a statement that is no `SELECT`.
    Value,
    End,
}

impl Operation {
    /// One that arrived now.
    pub(super) fn new((statement, job): (&str, &str), plan: Option<Plan>, now: Instant) -> Self {
        let ready = plan.map_or(now, |plan| now + plan.first);
        Self { statement: statement.into(), job: job.into(), plan, arrived: now, ready, next: 0, taken: 0 }
    }

    /// Takes what is behind a token; a page that is not ready is none.
    ///
    /// # Errors
    /// For any token but the next one: pages that were taken are gone.
    pub(super) fn fetch(&mut self, token: u64, now: Instant) -> Result<Page> {
        ensure!(token == self.next, "Expecting token to be {}, but found {token}", self.next);
        let Some(plan) = self.plan else {
            self.next += 1;
            return Ok(if token == 0 { Page::Value } else { Page::End });
        };
        if now < self.arrived + plan.submitted {
            return Ok(Page::NotReady);
        }
        if self.taken == plan.pages {
            return Ok(Page::End);
        }
        self.next += 1;
        if now < self.ready {
            return Ok(Page::Empty);
        }
        self.taken += 1;
        self.ready = now.max(self.ready + plan.every);
        Ok(Page::Rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn rows_come_when_the_plan_says_and_one_page_is_made_ahead() {
        let ms = Duration::from_millis;
        let plan = Plan { submitted: ms(10), first: ms(20), every: ms(5), pages: 4, rows: 1 };
        let now = Instant::now();
        let mut operation = Operation::new(("SELECT 1", "j"), Some(plan), now);
        let mut at = |time: u64, token| operation.fetch(token, now + ms(time)).unwrap();
        assert_eq!((at(9, 0), at(10, 0), at(19, 1)), (Page::NotReady, Page::Empty, Page::Empty));
        assert_eq!((at(20, 2), at(24, 3)), (Page::Rows, Page::Empty));
        // Late: the page after it has been made meanwhile, the one after that has not.
        assert_eq!((at(32, 4), at(32, 5), at(36, 6)), (Page::Rows, Page::Rows, Page::Empty));
        assert_eq!((at(37, 7), at(38, 8)), (Page::Rows, Page::End));
        assert!(operation.fetch(3, now).is_err());
    }
}
