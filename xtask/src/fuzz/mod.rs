//! `fuzz`: throws made-up scripts at `model::sql` until the time is up, and shrinks the first that breaks a promise.

mod promises;
mod scripts;

use anyhow::{Context, bail, ensure};
use promises::broken_promise;
use rand::{SeedableRng, rngs::StdRng};
use scripts::script;
use std::{
    panic,
    time::{Duration, Instant},
};

/// How many cases lie between two looks at the clock.
const ROUND: u64 = 256;

/// Runs with `--seconds N` (600 when not given) and `--seed S` (any when not given; it is printed).
///
/// Fails when a promise is broken; what broke it is printed as small as it could be made.
pub(crate) fn run(arguments: &[&str]) -> anyhow::Result<()> {
    let options = Options::read(arguments)?;
    println!("fuzz: {} seconds, seed {}", options.seconds, options.seed);
    let mut random = StdRng::seed_from_u64(options.seed);
    let (begun, limit) = (Instant::now(), Duration::from_secs(options.seconds));
    let mut cases = 0_u64;
    // A panic is told once, with the small script, and not at every step on the way there.
    let loud = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let broken = loop {
        let broken = (0..ROUND).map(|_| script(&mut random)).find(|script| broken_promise(script).is_some());
        cases += ROUND;
        if broken.is_some() || begun.elapsed() >= limit {
            break broken.map(shrunk);
        }
    };
    panic::set_hook(loud);
    let seconds = begun.elapsed().as_secs_f64();
    println!("fuzz: {cases} cases in {seconds:.1} s, {:.0} a second", cases as f64 / seconds);
    match broken {
        Some((script, promise)) => bail!("seed {}: {script:?}: {promise}", options.seed),
        None => Ok(()),
    }
}

struct Options {
    seconds: u64,
    seed: u64,
}

impl Options {
    fn read(arguments: &[&str]) -> anyhow::Result<Self> {
        let mut options = Self { seconds: 600, seed: rand::random() };
        for pair in arguments.chunks(2) {
            ensure!(pair.len() == 2, "`{}` needs a number", pair[0]);
            let value = pair[1].parse().with_context(|| format!("`{}` is no number for `{}`", pair[1], pair[0]))?;
            match pair[0] {
                "--seconds" => options.seconds = value,
                "--seed" => options.seed = value,
                other => bail!("`{other}` is neither `--seconds` nor `--seed`"),
            }
        }
        Ok(options)
    }
}

/// The script with everything taken out that is not needed to break a promise, and the promise.
fn shrunk(script: String) -> (String, String) {
    let mut characters: Vec<char> = script.chars().collect();
    let mut length = characters.len();
    while length > 0 {
        let mut at = 0;
        while at < characters.len() {
            let end = characters.len().min(at + length);
            let smaller: String = characters[..at].iter().chain(&characters[end..]).collect();
            if broken_promise(&smaller).is_some() {
                characters.drain(at..end);
            } else {
                at += length;
            }
        }
        length /= 2;
    }
    let small: String = characters.into_iter().collect();
    let promise = broken_promise(&small).unwrap_or_else(|| "not broken the second time".to_owned());
    (small, promise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_run_breaks_nothing_and_wrong_options_are_refused() {
        run(&["--seconds", "0", "--seed", "7"]).unwrap();
        for wrong in [&["--seconds"][..], &["--seconds", "x"], &["--size", "1"]] {
            assert!(run(wrong).is_err(), "{wrong:?}");
        }
    }
}
