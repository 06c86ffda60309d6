//! What a command is doing and how long each step took, on standard error.

use anyhow::{Context, Result};
use std::time::{Duration, Instant};

/// Does the work and prints its name and time; one that took no time worth telling is left out.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    let result = work().with_context(|| name.to_owned())?;
    let took = start.elapsed();
    if took > Duration::from_millis(20) {
        eprintln!("  {name:<24} {}", seconds(took));
    }
    Ok(result)
}

/// `1.25 s`, `72.0 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 10.0 { format!("{seconds:.2} s") } else { format!("{seconds:.1} s") }
}
