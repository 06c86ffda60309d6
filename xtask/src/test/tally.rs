//! Counts tests, from what the runners print.

use anyhow::{Context, Result};
use serde_json::Value;
use std::{fmt, ops::AddAssign};

/// How many tests passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Tests that passed.
    pub(super) passed: u64,
    /// Tests that failed, and phases without tests that failed.
    pub(super) failed: u64,
    /// Tests that were not run.
    pub(super) skipped: u64,
}

impl Tally {
    /// One test that passed.
    pub(super) const PASS: Self = Self { passed: 1, failed: 0, skipped: 0 };

    /// One failure that is no test.
    pub(super) const FAILURE: Self = Self { passed: 0, failed: 1, skipped: 0 };

    /// The sum of all `test result:` lines of `cargo test`.
    pub(super) fn of_cargo(text: &str) -> Self {
        let mut tally = Self::default();
        for line in text.lines().filter_map(|line| line.strip_prefix("test result: ")) {
            let number = |what: &str| {
                let word = line.split("; ").find_map(|part| part.strip_suffix(what))?;
                word.split_whitespace().last()?.parse::<u64>().ok()
            };
            tally.passed += number(" passed").unwrap_or(0);
            tally.failed += number(" failed").unwrap_or(0);
            tally.skipped += number(" ignored").unwrap_or(0);
        }
        tally
    }

    /// The `stats` of Playwright's JSON report; a test that passed only when it was tried again has failed.
    pub(super) fn of_playwright(report: &str) -> Result<Self> {
        let report: Value = serde_json::from_str(report).context("reading the report")?;
        let number = |what: &str| report["stats"][what].as_u64().with_context(|| format!("the report has no {what}"));
        let failed = number("unexpected")? + number("flaky")?;
        let errors = report["errors"].as_array().map_or(0, |errors| errors.len() as u64);
        Ok(Self { passed: number("expected")?, failed: failed + errors, skipped: number("skipped")? })
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// `12 passed, 0 failed`, and `, 1 skipped` when there are any: the closing line that is read by machines.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(f, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_binary_of_a_cargo_run_counts() {
        let text = "running 2 tests\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            a line that says test result: ok. 9 passed; 9 failed\n\
            test result: FAILED. 3 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s\n";
        assert_eq!(Tally::of_cargo(text), Tally { passed: 5, failed: 4, skipped: 1 });
    }

    #[test]
    fn a_flaky_browser_test_and_an_error_outside_tests_have_failed() {
        let report = r#"{"errors": [{}], "stats": {"expected": 7, "unexpected": 1, "flaky": 2, "skipped": 3}}"#;
        assert_eq!(Tally::of_playwright(report).unwrap(), Tally { passed: 7, failed: 4, skipped: 3 });
        assert!(Tally::of_playwright("{}").is_err());
    }

    #[test]
    fn the_closing_line_is_plain() {
        let mut tally = Tally { passed: 3, failed: 0, skipped: 0 };
        assert_eq!(tally.to_string(), "3 passed, 0 failed");
        tally += Tally { passed: 0, failed: 1, skipped: 2 };
        assert_eq!(tally.to_string(), "3 passed, 1 failed, 2 skipped");
    }
}
