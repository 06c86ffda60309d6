//! Readers who ask for the same page again and again, each on a connection that is kept, and next as soon as it was answered.

use crate::client::Client;
use crate::process::go_on;
use anyhow::{Context, Result, ensure};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

/// How much is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Load {
    /// Readers at once.
    pub(super) clients: usize,
    /// They stop after so many answers together.
    pub(super) answers: usize,
    /// Or when it takes longer than this.
    pub(super) most: Duration,
}

/// What they saw.
#[derive(Debug)]
pub(super) struct Seen {
    /// Of each answer, from the first byte of the request until the last of the answer.
    pub(super) times: Vec<Duration>,
    /// From the first request until the last answer.
    pub(super) whole: Duration,
}

impl Seen {
    /// Answers a second.
    pub(super) fn rate(&self) -> f64 {
        self.times.len() as f64 / self.whole.as_secs_f64()
    }
}

/// Asks for a page that answers 200. Nothing is packed.
pub(super) fn load(port: u16, cookie: &str, path: &str, load: Load) -> Result<Seen> {
    let asked = AtomicUsize::new(0);
    let since = Instant::now();
    let reader = || -> Result<Vec<Duration>> {
        let mut client = Client::new(port, cookie)?;
        let mut times = Vec::new();
        while asked.fetch_add(1, Ordering::Relaxed) < load.answers && since.elapsed() < load.most {
            go_on()?;
            let begun = Instant::now();
            let answer = client.get(path)?;
            times.push(begun.elapsed());
            ensure!(answer.status == 200, "{path} answered {}", answer.status);
        }
        Ok(times)
    };
    let read = thread::scope(|scope| {
        let readers: Vec<_> = (0..load.clients).map(|_| scope.spawn(reader)).collect();
        readers.into_iter().map(|reader| reader.join().map_err(|_| "a reader panicked")).collect::<Vec<_>>()
    });
    let whole = since.elapsed();
    let mut times = Vec::new();
    for part in read {
        times.extend(part.map_err(anyhow::Error::msg)?.with_context(|| format!("reading {path}"))?);
    }
    Ok(Seen { times, whole })
}
