//! Opens what code of users may have written, or put something else in the place of.
//!
//! No link is followed on the way, nothing outside is reached, and no pipe is waited for.

use crate::local::{LocalError, Result};
use rustix::{
    fd::OwnedFd,
    fs::{Mode, OFlags, ResolveFlags, openat2},
};
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// Opens a file beneath a folder of ours; nothing when it is not there.
///
/// # Errors
/// [`LocalError::Io`]: also when something that is no plain file stands in its place.
pub(crate) fn open_file(folder: &Path, name: &Path) -> Result<Option<File>> {
    let Some(opened) = open(folder, name, OFlags::RDONLY)? else { return Ok(None) };
    let file = File::from(opened);
    let path = || folder.join(name);
    match file.metadata().map_err(|error| LocalError::io(path())(error))?.is_file() {
        true => Ok(Some(file)),
        false => Err(LocalError::io(path())(io::Error::other("it is no plain file"))),
    }
}

/// Opens a folder beneath a folder of ours; nothing when it is not there.
///
/// # Errors
/// [`LocalError::Io`]: also when something that is no folder stands in its place.
pub(crate) fn open_folder(folder: &Path, name: &Path) -> Result<Option<OwnedFd>> {
    open(folder, name, OFlags::RDONLY | OFlags::DIRECTORY)
}

/// Reads a file beneath a folder of ours; nothing when it is not there.
///
/// # Errors
/// As [`open_file`], and when it is longer than `most` bytes.
pub(crate) fn read_file(folder: &Path, name: &Path, most: u64) -> Result<Option<Vec<u8>>> {
    let Some(file) = open_file(folder, name)? else { return Ok(None) };
    let mut bytes = Vec::new();
    let read = file.take(most + 1).read_to_end(&mut bytes).and_then(|read| match read as u64 > most {
        true => Err(io::ErrorKind::FileTooLarge.into()),
        false => Ok(()),
    });
    read.map_err(LocalError::io(folder.join(name)))?;
    Ok(Some(bytes))
}

fn open(folder: &Path, name: &Path, flags: OFlags) -> Result<Option<OwnedFd>> {
    let base = match File::open(folder) {
        Ok(base) => base,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(LocalError::io(folder.join(name))(error)),
    };
    let flags = flags | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOFOLLOW;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    match openat2(&base, name, flags, Mode::empty(), resolve) {
        Ok(opened) => Ok(Some(opened)),
        Err(rustix::io::Errno::NOENT) => Ok(None),
        Err(error) => Err(LocalError::io(folder.join(name))(error.into())),
    }
}
