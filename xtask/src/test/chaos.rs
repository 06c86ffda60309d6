//! Six kills: whether jobs outlive their servers, engines and databases. `cargo xtask chaos` has more of them.

use super::{Run, tally::Tally};
use crate::chaos::{self, Options};
use anyhow::{Context, Result};

/// A seed with which servers, connections and each process of Flink are hurt, on two servers that share a database.
const TRIAL: Options = Options { kills: 6, seed: 4, jobs: 6 };

impl Run {
    /// Runs them as one test.
    pub(super) fn chaos(&mut self) -> Result<Tally> {
        let built = self.built.as_ref().context("the build comes first")?;
        let found = chaos::trial(&self.place, built, TRIAL)?;
        Ok(if found == 0 { Tally::PASS } else { Tally::FAILURE })
    }
}
