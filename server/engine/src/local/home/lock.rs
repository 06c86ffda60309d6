//! Lets one process at a time publish into a folder.

use crate::local::{LocalError, Result};
use rustix::fs::{FlockOperation, flock};
use std::{fs, path::Path, time::Duration};

/// Held while a folder is changed; the system lets go of it when the holder dies.
pub(super) struct FolderLock {
    _file: fs::File,
}

impl FolderLock {
    /// Waits until nobody else holds the folder.
    pub(super) async fn take(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).map_err(LocalError::io(folder))?;
        let path = folder.join(".lock");
        let options = fs::File::options().create(true).truncate(false).write(true).open(&path);
        let file = options.map_err(LocalError::io(&path))?;
        loop {
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => return Ok(Self { _file: file }),
                Err(rustix::io::Errno::WOULDBLOCK) => tokio::time::sleep(Duration::from_millis(200)).await,
                Err(error) => return Err(LocalError::io(path)(error.into())),
            }
        }
    }
}
