//! How much memory each process gets on a machine of a size.

use std::fs;

/// Sizes in MiB, and slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
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

/// The JobManager's direct memory, and what each JVM takes beside all that has a limit: code, threads, its collector.
const JVM_OVERHEAD: u32 = 64;
/// Buffers that one more slot needs, so that a query's tasks can exchange rows.
const NETWORK_OF_SLOT: u32 = 8;

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

    /// What the machine, or the control group we run in, is fit for, but for what was asked: so many slots, and so many
    /// MiB for all processes together, though never less than [`Memory::least`].
    pub(crate) fn wanted(slots: Option<u32>, mib: Option<u64>) -> Self {
        let Some(mib) = mib else { return Self::fitted().with_slots(slots) };
        let mut rows = TABLE.iter().rev().map(|(_, memory)| memory.with_slots(slots));
        let smallest = TABLE[0].1.with_slots(slots);
        let mut memory = rows.find(|memory| memory.total() <= mib).unwrap_or(smallest);
        // What is left is for the tasks: that is where rows and state are.
        let spare = u32::try_from(mib.saturating_sub(memory.total())).unwrap_or(u32::MAX);
        memory.managed += spare / 4;
        memory.network += spare / 16;
        memory.task_heap += spare - spare / 4 - spare / 16;
        memory
    }

    /// The least that so many slots run with, in MiB.
    pub fn least(slots: Option<u32>) -> u64 {
        TABLE[0].1.with_slots(slots).total()
    }

    fn with_slots(mut self, slots: Option<u32>) -> Self {
        let slots = slots.unwrap_or(self.slots);
        self.network += NETWORK_OF_SLOT * slots.saturating_sub(self.slots);
        Self { slots, ..self }
    }

    /// The limits of all processes together, in MiB.
    fn total(&self) -> u64 {
        let jobmanager = self.jobmanager_heap + JOBMANAGER_METASPACE + 2 * JVM_OVERHEAD;
        let heap = FRAMEWORK_HEAP + self.task_heap;
        let taskmanager = heap + self.managed + self.taskmanager_direct() + METASPACE + JVM_OVERHEAD;
        let gateway = self.gateway_heap + METASPACE + JVM_OVERHEAD;
        u64::from(jobmanager) + u64::from(taskmanager) + u64::from(gateway)
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
    fn what_is_asked_for_is_given_and_no_more() {
        assert_eq!(Memory::wanted(None, None), Memory::fitted());
        assert_eq!(Memory::wanted(Some(3), None).slots, 3);
        for mib in [Memory::least(None), 3_000, 4_096, 10_000, 100_000] {
            let memory = Memory::wanted(None, Some(mib));
            assert_eq!(memory.total(), mib, "{memory:?}");
        }
        assert_eq!(Memory::wanted(None, Some(1)), TABLE[0].1);
        let (few, many) = (Memory::wanted(Some(4), Some(8_000)), Memory::wanted(Some(64), Some(8_000)));
        assert_eq!((many.slots, many.total()), (64, 8_000));
        assert!(many.network >= few.network + 300 && many.task_heap < few.task_heap, "{few:?} {many:?}");
        assert!(Memory::least(Some(64)) >= Memory::least(None) + 400);
    }

    #[test]
    fn this_machine_has_a_size() {
        assert!(total_mib().unwrap() > 256);
    }
}
