//! Looks all the time, on a thread of its own: how many copies of a job run, and whether a row was written twice.

use super::{engine::Engine, sink::Sink};
use anyhow::Result;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

const PAUSE: Duration = Duration::from_millis(300);
/// Files are read less often than copies are counted.
const SINK: Duration = Duration::from_secs(2);

/// Something that must not be, and the step after which it was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Finding {
    /// After the blow of which step.
    pub(super) step: u32,
    /// What.
    pub(super) what: String,
}

/// What the watcher and the run share.
#[derive(Debug)]
struct Shared {
    engine: Engine,
    is_over: AtomicBool,
    step: AtomicU32,
    looks: AtomicU32,
    findings: Mutex<BTreeSet<Finding>>,
    sink: Mutex<Sink>,
    judges_doubles: bool,
}

/// The watcher; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Watch {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Begins to look at an engine, and at what its jobs write below a folder.
    pub(super) fn begin(engine: Engine, root: PathBuf, judges_doubles: bool) -> Self {
        let (is_over, step, looks) = (AtomicBool::new(false), AtomicU32::new(0), AtomicU32::new(0));
        let (findings, sink) = (Mutex::default(), Mutex::new(Sink::new(root)));
        let shared = Arc::new(Shared { engine, is_over, step, looks, findings, sink, judges_doubles });
        let watcher = shared.clone();
        Self { shared, thread: Some(thread::spawn(move || watcher.look())) }
    }

    /// What is found from now on came after the blow of this step.
    pub(super) fn at(&self, step: u32) {
        self.shared.step.store(step, Ordering::SeqCst);
    }

    /// Something else was found.
    pub(super) fn found(&self, what: String) {
        self.shared.found(what);
    }

    /// What was found so far.
    pub(super) fn findings(&self) -> Vec<Finding> {
        locked(&self.shared.findings).iter().cloned().collect()
    }

    /// How often copies were counted.
    pub(super) fn looks(&self) -> u32 {
        self.shared.looks.load(Ordering::SeqCst)
    }

    /// What was written, read up to now.
    pub(super) fn sink(&self) -> Result<MutexGuard<'_, Sink>> {
        self.shared.read_sink()?;
        Ok(locked(&self.shared.sink))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        if let Some(thread) = self.thread.take() {
            // It has told of its panic already.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn look(&self) {
        let mut due = Instant::now();
        while !self.is_over.load(Ordering::SeqCst) {
            self.count_copies();
            if due <= Instant::now() {
                due = Instant::now() + SINK;
                if let Err(error) = self.read_sink() {
                    self.found(format!("{error:#}"));
                }
            }
            thread::sleep(PAUSE);
        }
    }

    /// An engine that does not answer runs nothing that could be counted.
    fn count_copies(&self) {
        let Ok(jobs) = self.engine.jobs() else { return };
        self.looks.fetch_add(1, Ordering::SeqCst);
        let mut copies: BTreeMap<&str, usize> = BTreeMap::new();
        jobs.iter().filter(|job| job.is_alive()).for_each(|job| *copies.entry(&job.name).or_default() += 1);
        for (name, count) in copies.into_iter().filter(|(_, count)| *count > 1) {
            let states: Vec<&str> = jobs.iter().filter(|job| job.name == name).map(|job| job.state.as_str()).collect();
            self.found(format!("{count} copies of {name} run at once: {}", states.join(", ")));
        }
    }

    fn read_sink(&self) -> Result<()> {
        let twice = locked(&self.sink).read()?;
        if self.judges_doubles {
            twice.into_iter().for_each(|what| self.found(what));
        }
        Ok(())
    }

    /// The same is told once, at the step at which it was seen first.
    fn found(&self, what: String) {
        let step = self.step.load(Ordering::SeqCst);
        let mut findings = locked(&self.findings);
        if findings.iter().all(|finding| finding.what != what) {
            println!("FOUND after step {step}: {what}");
            findings.insert(Finding { step, what });
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
