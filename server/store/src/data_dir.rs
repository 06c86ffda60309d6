//! The directory in which everything of one server lies, and the lock that keeps a second server out.

use crate::{Error, Result};
use std::{
    fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

/// Held as long as the server lives; the system lets go of it however the server ends.
#[derive(Debug)]
pub(crate) struct DataDirLock {
    _file: File,
}

/// Makes the directory, for its owner only.
pub(crate) fn prepare(data_dir: &Path) -> Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(data_dir).map_err(Error::io(data_dir))?;
    std::fs::set_permissions(data_dir, Permissions::from_mode(0o700)).map_err(Error::io(data_dir))
}

/// Takes the lock, or refuses with a sentence.
pub(crate) fn lock(data_dir: &Path) -> Result<DataDirLock> {
    let path = data_dir.join("server.lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .map_err(Error::io(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(DataDirLock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(Error::Refused(format!(
            "another server is using the data directory {}; stop it, or give this one a directory of its own",
            data_dir.display()
        ))),
        Err(TryLockError::Error(source)) => Err(Error::io(&path)(source)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_directory_is_for_its_owner_and_for_one_server() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("a/b");
        prepare(&data).unwrap();
        assert_eq!(std::fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o700);

        let held = lock(&data).unwrap();
        let refusal = lock(&data).unwrap_err().to_string();
        assert!(refusal.starts_with("another server is using the data directory"), "{refusal}");
        drop(held);
        assert!(lock(&data).is_ok());
    }
}
