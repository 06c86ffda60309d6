//! Six kills: whether jobs outlive their servers, engines and databases. `cargo xtask chaos` has more of them.

use super::{Run, tally::Tally};
use crate::chaos::{self, Options};
use anyhow::{Context, Result};

impl Run {
    /// Runs them as one test.
    pub(super) fn chaos(&mut self) -> Result<Tally> {
        let built = self.built.as_ref().context("the build comes first")?;
        let found = chaos::trial(&self.place, built, Options::TRIAL)?;
        Ok(if found == 0 { Tally::PASS } else { Tally::FAILURE })
    }
}
