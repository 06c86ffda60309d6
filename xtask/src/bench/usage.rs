//! What a process uses of the machine, as `/proc` tells it.

use anyhow::{Context, Result};
use rustix::{
    param::clock_ticks_per_second,
    thread::{CpuSet, sched_setaffinity},
};
use std::{fs, thread};

/// Memory that the process holds, in MiB: `VmRSS`.
pub(super) fn resident_mib(pid: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).context("reading a process's memory")?;
    resident_in(&status).context("no VmRSS in a process's status")
}

/// Time on a core that the process has used since it was started, its own and the kernel's for it, in seconds.
pub(super) fn core_seconds(pid: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).context("reading a process's times")?;
    let ticks = ticks_in(&stat).context("no times in a process's stat")?;
    Ok(ticks as f64 / clock_ticks_per_second() as f64)
}

fn resident_in(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kib / 1024.0)
}

/// `utime` and `stime`: the 14th and 15th field; the second is a name in parentheses with anything in it.
fn ticks_in(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(") ")?;
    let fields: Vec<&str> = rest.split(' ').collect();
    let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
    Some(field(14)? + field(15)?)
}

/// Does something on one core only; threads and processes started from there stay on it too.
pub(super) fn on_core<T: Send>(core: usize, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    let pinned = move || {
        let mut cores = CpuSet::new();
        cores.set(core);
        sched_setaffinity(None, &cores).context("choosing a core")?;
        work()
    };
    thread::scope(|scope| scope.spawn(pinned).join()).unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_times_are_found_in_what_the_kernel_writes() {
        assert_eq!(resident_in("VmHWM:\t  99 kB\nVmRSS:\t   51200 kB\n"), Some(50.0));
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 900 0 0 0 1500 250 0 0 20 0 6 0 12345 0 0";
        assert_eq!(ticks_in(stat), Some(1750));
        assert!(resident_in("").is_none() && ticks_in("42 (a) S").is_none());
    }

    #[test]
    fn work_that_is_kept_to_a_core_sees_one_only() {
        let seen = on_core(0, || Ok(thread::available_parallelism()?.get())).unwrap();
        assert_eq!(seen, 1);
    }
}
