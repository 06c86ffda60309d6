//! How much memory each process gets on a machine of a size.

use std::fs;

/// Sizes in MiB, and slots.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Memory {
    /// Heap of the JobManager.
    pub jobmanager_heap: u32,
    /// Heap for tasks in the TaskManager.
    pub task_heap: u32,
    /// Memory for sorting, hashing and state that Flink manages itself.
    pub managed: u32,
    /// Buffers between tasks.
    pub network: u32,
    /// Heap of the gateway.
    pub gateway_heap: u32,
    /// How many tasks can run side by side.
    pub slots: u32,
}

/// Heap of the TaskManager's own work.
pub(crate) const FRAMEWORK_HEAP: u32 = 128;
/// With less, the first batch shuffle dies, and every later batch query hangs.
pub(crate) const FRAMEWORK_OFF_HEAP: u32 = 128;
/// What batch shuffles take of it.
pub(crate) const BATCH_SHUFFLE: u32 = 32;
pub(crate) const JOBMANAGER_METASPACE: u32 = 192;
/// User code is loaded here.
pub(crate) const METASPACE: u32 = 256;

/// From this many MiB on, this much; the first row is the least that all of SQL was seen to run with (about 1.5 GiB
/// resident in all), so a smaller machine gets it too.
const TABLE: [(u64, Memory); 3] = [
    // A laptop beside a browser and an editor.
    (0, Memory { jobmanager_heap: 448, task_heap: 384, managed: 128, network: 64, gateway_heap: 512, slots: 4 }),
    // Room for a team's queries side by side.
    (7_000, Memory { jobmanager_heap: 512, task_heap: 768, managed: 256, network: 96, gateway_heap: 512, slots: 8 }),
    // More than this belongs on a cluster of its own.
    (
        15_000,
        Memory { jobmanager_heap: 640, task_heap: 1536, managed: 512, network: 128, gateway_heap: 768, slots: 12 },
    ),
];

impl Memory {
    /// Fits the processes to this machine, or to the control group we run in if that is smaller.
    pub fn fitted() -> Self {
        Self::for_total(total_mib().unwrap_or_default())
    }

    /// Fits the processes to a machine with this many MiB.
    pub fn for_total(mib: u64) -> Self {
        TABLE.iter().rev().find(|(least, _)| mib >= *least).map_or(TABLE[0].1, |(_, memory)| *memory)
    }

    /// Direct memory that the TaskManager may take.
    pub(crate) fn taskmanager_direct(self) -> u32 {
        FRAMEWORK_OFF_HEAP + self.network
    }
}

fn total_mib() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let machine = line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? / 1024;
    let limits =
        own_groups().filter_map(|group| fs::read_to_string(group + "/memory.max").ok()?.trim().parse::<u64>().ok());
    Some(limits.map(|bytes| bytes >> 20).fold(machine, u64::min))
}

/// The control group this process is in, and those around it.
fn own_groups() -> impl Iterator<Item = String> {
    let text = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let own = text.lines().find_map(|line| line.strip_prefix("0::")).unwrap_or("/").trim_end_matches('/').to_owned();
    std::iter::successors(Some(own), |group| group.rfind('/').map(|at| group[..at].to_owned()))
        .map(|group| format!("/sys/fs/cgroup{group}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_machine_gets_what_is_known_to_work_and_a_large_one_more() {
        let [small, middle, large] = [2_000, 8_000, 64_000].map(Memory::for_total);
        assert_eq!((small.jobmanager_heap, small.task_heap, small.slots), (448, 384, 4));
        assert!(middle.task_heap > small.task_heap && large.task_heap > middle.task_heap);
        assert_eq!(small.taskmanager_direct(), 192);
    }

    #[test]
    fn this_machine_has_a_size() {
        assert!(total_mib().unwrap() > 256);
    }
}
