//! Numbers about this process, read when somebody asks.

use std::{fmt::Write as _, fs, time::Duration};

/// The text of the recorder, and after it what the system says about this process. Where there is no `/proc`, only the
/// uptime is told.
pub(super) fn render(mut text: String, uptime: Duration) -> String {
    let memory = fs::read_to_string("/proc/self/status").ok().and_then(|status| resident_bytes(&status));
    // Reading the folder needs a descriptor itself.
    let files = fs::read_dir("/proc/self/fd").ok().map(|entries| entries.count().saturating_sub(1) as u64);
    for (name, help, value) in [
        ("process_resident_memory_bytes", "Memory of the process that is in use.", memory),
        ("process_open_fds", "Open files and connections.", files),
        ("process_uptime_seconds", "Time since the start.", Some(uptime.as_secs())),
    ] {
        if let Some(value) = value {
            let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n\n");
        }
    }
    let version = env!("CARGO_PKG_VERSION");
    let _ = write!(text, "# TYPE scaleph_build_info gauge\nscaleph_build_info{{version=\"{version}\"}} 1\n");
    text
}

fn resident_bytes(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resident_memory_is_read_from_the_status() {
        assert_eq!(resident_bytes("Name:\tscaleph\nVmRSS:\t   40960 kB\n"), Some(40 << 20));
        assert_eq!(resident_bytes("Name:\tscaleph\n"), None);
    }

    #[test]
    fn the_process_tells_its_memory_and_its_uptime() {
        let text = render(String::new(), Duration::from_secs(90));
        assert!(text.contains("\nprocess_uptime_seconds 90\n"), "{text}");
        let memory = text.lines().find_map(|line| line.strip_prefix("process_resident_memory_bytes ")).unwrap();
        assert!(memory.parse::<u64>().unwrap() > 1 << 20);
    }
}
