//! What is asked for on the command line.

use anyhow::{Context, Result, ensure};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// How often something is hurt.
    pub(crate) kills: usize,
    /// What decides what, when and with what.
    pub(crate) seed: u64,
    /// How many jobs run, as far as the engine has room for them.
    pub(crate) jobs: usize,
}

impl Options {
    /// What the tests run: two servers that share a database, and of everything that is killed at once one.
    pub(crate) const TRIAL: Self = Self { kills: 6, seed: 382, jobs: 6 };

    /// Reads `--kills N`, `--seed S` and `--jobs N`; without a seed, any.
    pub(super) fn read(arguments: &[&str]) -> Result<Self> {
        let mut options = Self { kills: 25, seed: rand::random::<u32>().into(), jobs: 10 };
        for pair in arguments.chunks(2) {
            ensure!(pair.len() == 2, "`{}` needs a number", pair[0]);
            let value: u64 =
                pair[1].parse().with_context(|| format!("`{}` is no number for `{}`", pair[1], pair[0]))?;
            let count = usize::try_from(value).unwrap_or(usize::MAX);
            match pair[0] {
                "--kills" => options.kills = count,
                "--seed" => options.seed = value,
                "--jobs" => options.jobs = count.clamp(1, 50),
                other => anyhow::bail!("`{other}` is none of `--kills`, `--seed` and `--jobs`"),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_anything_else_is_refused() {
        let read = Options::read(&["--kills", "6", "--seed", "9", "--jobs", "4"]).unwrap();
        assert_eq!(read, Options { kills: 6, seed: 9, jobs: 4 });
        for wrong in [&["--kills"][..], &["--seed", "x"], &["--size", "1"]] {
            assert!(Options::read(wrong).is_err(), "{wrong:?}");
        }
    }
}
