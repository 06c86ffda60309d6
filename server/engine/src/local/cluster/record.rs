//! What must be known after the server was killed: written before and after every start.

use crate::local::{
    LocalError, Result,
    process::{Memory, ProcessId, Role},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::Write,
    path::Path,
};

/// Ports of the loopback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ports {
    /// REST of the JobManager.
    pub rest: u16,
    /// What processes call the JobManager by.
    pub rpc: u16,
    /// REST of the SQL Gateway.
    pub gateway: u16,
}

impl Ports {
    pub(crate) fn all(self) -> [u16; 3] {
        [self.rest, self.rpc, self.gateway]
    }
}

/// What is recorded of a cluster.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Whether somebody wants it to run; `scaleph engine stop` says no here, to a server that watches.
    pub wanted: bool,
    /// The random id of this life: on every command line, in REST and in sessions.
    pub id: String,
    /// The version of Flink.
    pub flink: String,
    /// Tells the class path and Java it was started with from others.
    pub fingerprint: String,
    /// The boot of the host in which the processes were started.
    pub boot_id: String,
    /// Ports, recorded before anything is started on them.
    pub ports: Option<Ports>,
    /// What each process was given.
    #[serde(default)]
    pub memory: Option<Memory>,
    /// Processes that were started.
    pub processes: BTreeMap<Role, ProcessId>,
    /// Connector sets that were added.
    pub sets: BTreeSet<String>,
    /// Class-data archives that were written to their end, by process; their name tells what they are for.
    pub archives: BTreeMap<Role, String>,
}

impl Record {
    /// Reads it; a cluster that was never started has an empty one, and so has one whose record is unreadable.
    ///
    /// # Errors
    /// [`LocalError::Io`] when the file is there and cannot be read.
    pub(crate) fn read(control: &Path) -> Result<Self> {
        let file = control.join(FILE);
        match fs::read(&file) {
            Ok(text) => Ok(serde_json::from_slice(&text).unwrap_or_else(|error| {
                tracing::warn!(file = %file.display(), %error, "the record of the local engine is unreadable: nothing is adopted");
                Self::default()
            })),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(LocalError::io(file)(error)),
        }
    }

    /// Writes it whole, durably, at once.
    ///
    /// # Errors
    /// [`LocalError::Io`] or [`LocalError::DiskFull`].
    pub(crate) fn write(&self, control: &Path) -> Result<()> {
        let fresh = control.join(".record.json");
        let text = serde_json::to_vec_pretty(self).expect("plain data is JSON");
        let write = || {
            let mut file = File::create(&fresh)?;
            file.write_all(&text)?;
            file.sync_all()?;
            fs::rename(&fresh, control.join(FILE))?;
            File::open(control)?.sync_all()
        };
        write().map_err(LocalError::io(control))
    }
}

const FILE: &str = "record.json";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let control = tempfile::tempdir().unwrap();
        assert_eq!(Record::read(control.path()).unwrap(), Record::default());
        let id = ProcessId { pid: 7, start_time: 8, since_ms: 9 };
        let ports = Some(Ports { rest: 1, rpc: 2, gateway: 3 });
        let processes = [(Role::Gateway, id)].into();
        let record = Record { wanted: true, id: "x".into(), ports, processes, ..Record::default() };
        record.write(control.path()).unwrap();
        assert_eq!(Record::read(control.path()).unwrap(), record);
    }

    #[test]
    fn an_unreadable_record_adopts_nothing() {
        let control = tempfile::tempdir().unwrap();
        fs::write(control.path().join(FILE), "{\"wanted\":").unwrap();
        assert_eq!(Record::read(control.path()).unwrap(), Record::default());
    }
}
