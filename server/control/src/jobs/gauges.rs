//! What the sweep remembers from one time to the next: which runs somebody looks at, and what each has to be asked for.

use model::{RunId, SessionClusterId};
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// A page that is open asks again when there is news; so long after the last time, nobody looks any more.
const LOOKED_AT: Duration = Duration::from_secs(30);
/// What was not used for so long is forgotten.
const FORGOTTEN: Duration = Duration::from_secs(300);

/// What is remembered of all runs.
#[derive(Debug, Default)]
pub(crate) struct Gauges {
    looks: Mutex<HashMap<RunId, (SessionClusterId, Instant)>>,
    shapes: Mutex<HashMap<RunId, (Arc<Shape>, Instant)>>,
    worked: Mutex<HashMap<SessionClusterId, Worked>>,
}

/// The parts of a job that have numbers. They stay the same as long as it runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape(pub(super) Vec<Gauged>);

/// A part of a job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Gauged {
    /// The vertex' id.
    pub(super) vertex: String,
    /// Nothing comes before it.
    pub(super) is_source: bool,
    /// Nothing comes after it.
    pub(super) is_sink: bool,
    /// What it can be asked for: when one thing of many is not there, Flink tells nothing at all.
    pub(super) asked: Vec<String>,
    /// The names of what its sources read.
    pub(super) read: Vec<String>,
    /// The names of what reaches its sinks.
    pub(super) written: Vec<String>,
    /// The names of what waits outside.
    pub(super) pending: Vec<String>,
}

impl Gauges {
    /// Somebody looks at a run.
    pub(super) fn look_at(&self, run: RunId, cluster: SessionClusterId, now: Instant) {
        locked(&self.looks).insert(run, (cluster, now));
    }

    /// The runs that somebody looks at, and their clusters.
    pub(super) fn looked_at(&self, now: Instant) -> (HashSet<RunId>, HashSet<SessionClusterId>) {
        let mut looks = locked(&self.looks);
        looks.retain(|_, (_, at)| now - *at < LOOKED_AT);
        (looks.keys().copied().collect(), looks.values().map(|(cluster, _)| *cluster).collect())
    }

    pub(super) fn shape(&self, run: RunId, now: Instant) -> Option<Arc<Shape>> {
        let mut shapes = locked(&self.shapes);
        shapes.retain(|_, (_, used)| now - *used < FORGOTTEN);
        let (shape, used) = shapes.get_mut(&run)?;
        *used = now;
        Some(shape.clone())
    }

    pub(super) fn remember(&self, run: RunId, shape: Arc<Shape>, now: Instant) {
        locked(&self.shapes).insert(run, (shape, now));
    }

    /// How many processors a cluster kept busy between the last two times that it counted; `nanoseconds` is how long they
    /// were in all. None the first time, and when there was less before: a process is gone.
    pub(super) fn processors(&self, cluster: SessionClusterId, nanoseconds: f64, now: Instant) -> Option<f64> {
        let mut worked = locked(&self.worked);
        worked.retain(|_, worked| now - worked.at < FORGOTTEN);
        let last = worked.get(&cluster).copied();
        if let Some(last) = last.filter(|last| last.nanoseconds == nanoseconds) {
            return last.processors;
        }
        let processors = last.filter(|last| nanoseconds > last.nanoseconds && now > last.at).map(|last| {
            let elapsed = (now - last.at).as_secs_f64();
            (nanoseconds - last.nanoseconds) / 1e9 / elapsed
        });
        worked.insert(cluster, Worked { nanoseconds, at: now, processors });
        processors
    }
}

/// How long the processors of a cluster were busy, since when that is known, and what followed from it.
#[derive(Clone, Copy, Debug)]
struct Worked {
    nanoseconds: f64,
    at: Instant,
    processors: Option<f64>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(last: u8) -> T {
        format!("01890000-0000-7000-8000-0000000000{last:02}").parse().unwrap()
    }

    #[test]
    fn a_run_is_looked_at_for_a_while_after_the_last_time() {
        let (gauges, begun) = (Gauges::default(), Instant::now());
        gauges.look_at(id(1), id(7), begun);
        let later = begun + LOOKED_AT / 3 * 2;
        gauges.look_at(id(2), id(7), later);
        let (runs, clusters) = gauges.looked_at(later);
        assert_eq!((runs.len(), clusters.len()), (2, 1));
        assert_eq!(gauges.looked_at(later + LOOKED_AT / 3 * 2).0, HashSet::from([id(2)]));
    }

    #[test]
    fn processors_are_counted_between_two_times_and_not_over_an_end() {
        let (gauges, begun) = (Gauges::default(), Instant::now());
        let after = |seconds| begun + Duration::from_secs(seconds);
        assert_eq!(gauges.processors(id(7), 1e9, begun), None);
        assert_eq!(gauges.processors(id(7), 6e9, after(10)), Some(0.5));
        assert_eq!(gauges.processors(id(7), 6e9, after(15)), Some(0.5));
        assert_eq!(gauges.processors(id(7), 16e9, after(20)), Some(1.0));
        assert_eq!(gauges.processors(id(7), 1e9, after(30)), None);
    }

    #[test]
    fn what_is_not_asked_for_any_more_is_forgotten() {
        let (gauges, begun) = (Gauges::default(), Instant::now());
        gauges.remember(id(1), Arc::default(), begun);
        gauges.remember(id(2), Arc::default(), begun);
        let (later, latest) = (begun + FORGOTTEN / 3 * 2, begun + FORGOTTEN / 3 * 4);
        assert_eq!(gauges.shape(id(1), later), Some(Arc::default()));
        assert_eq!(gauges.shape(id(1), latest), Some(Arc::default()));
        assert_eq!(gauges.shape(id(2), latest), None);
    }
}
