//! What the system says of processes. Linux only; asks nobody else.

use std::{collections::HashSet, fs, net::Ipv4Addr, path::PathBuf};

/// Since when a process runs, in clock ticks after the boot: with its id, the identity of a process.
pub(crate) fn start_time(pid: i32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold anything, brackets too.
    let mut fields = stat[stat.rfind(')')? + 1..].split_ascii_whitespace();
    match fields.next()? {
        // A process that has ended and was not waited for is no process.
        "Z" | "X" => None,
        _ => fields.nth(18)?.parse().ok(),
    }
}

/// Another one after each boot of the host.
pub(crate) fn boot_id() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_owned()
}

/// Memory that a process occupies, in bytes.
pub(crate) fn resident_bytes(pid: i32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// Whether a process has an argument, as a whole.
pub(crate) fn has_argument(pid: i32, argument: &str) -> bool {
    let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    line.split(|byte| *byte == 0).any(|own| own == argument.as_bytes())
}

/// Processes that have an argument.
pub(crate) fn with_argument(argument: &str) -> Vec<i32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().filter_map(|entry| entry.ok());
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| start_time(*pid).is_some() && has_argument(*pid, argument)).collect()
}

/// Whether a loopback port is listened on by this process, and so is not a stranger's.
pub(crate) fn listens(pid: i32, port: u16) -> bool {
    let sockets = listening_sockets(port);
    let descriptors = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().filter_map(|entry| entry.ok());
    !sockets.is_empty()
        && descriptors.filter_map(|entry| fs::read_link(entry.path()).ok()).any(|link| sockets.contains(&link))
}

/// The sockets that listen on a port of the loopback, as `/proc/<pid>/fd` names them.
fn listening_sockets(port: u16) -> HashSet<PathBuf> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(|table| fs::read_to_string(table).unwrap_or_default());
    let lines = tables.iter().flat_map(|table| table.lines().skip(1));
    lines.filter_map(|line| listening_inode(line, port)).map(|inode| format!("socket:[{inode}]").into()).collect()
}

fn listening_inode(line: &str, port: u16) -> Option<&str> {
    const LISTEN: &str = "0A";
    let fields: Vec<&str> = line.split_ascii_whitespace().collect();
    let (address, own_port) = fields.get(1)?.split_once(':')?;
    let loopback = u32::from_ne_bytes(Ipv4Addr::LOCALHOST.octets());
    let reaches_loopback =
        u32::from_str_radix(&address[address.len() - 8..], 16).is_ok_and(|ip| ip == loopback || ip == 0);
    let is_ours = u16::from_str_radix(own_port, 16) == Ok(port) && fields.get(3) == Some(&LISTEN) && reaches_loopback;
    is_ours.then(|| fields.get(9).copied()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    fn own_pid() -> i32 {
        std::process::id().cast_signed()
    }

    #[test]
    fn a_listener_is_found_by_its_process_and_no_other() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(listens(own_pid(), port));
        assert!(!listens(1, port));
        drop(listener);
        assert!(!listens(own_pid(), port));
    }

    #[test]
    fn a_process_is_known_by_its_start_until_it_ends() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let pid = child.id().cast_signed();
        assert!(start_time(pid).unwrap() > start_time(1).unwrap());
        assert!(resident_bytes(own_pid()).unwrap() > 1 << 16);
        child.kill().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(100));
        assert_eq!(start_time(pid), None, "a zombie is no process");
        child.wait().unwrap();
    }

    #[test]
    fn an_argument_is_compared_as_a_whole() {
        let mut child = std::process::Command::new("sleep").args(["61", "0.125"]).spawn().unwrap();
        let pid = child.id().cast_signed();
        // Until it is executed, the child has the arguments of its parent.
        while !has_argument(pid, "61") {
            std::thread::yield_now();
        }
        assert!(!has_argument(pid, "0.12") && with_argument("0.125").contains(&pid));
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
