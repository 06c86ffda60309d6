//! Bringing a backup back, into a data directory that is empty.

use super::{DATABASE, FILES, FILES_AT, KEY};
use crate::{Error, Result, data_dir, store::default_database};
use std::{
    fs::File,
    io::Read,
    os::unix::fs::PermissionsExt,
    path::{Component, Path},
};

/// What a restore leaves to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Where the files are that were not in the backup: `files.url` must be this.
    pub files_at: Option<String>,
}

/// More than any address of a bucket has.
const MOST_ADDRESS: u64 = 4096;

/// Brings a backup back. `key` is where the sealing keys go if the backup has them and none are there.
///
/// The database is put in place last: a restore that was cut off can be begun again.
///
/// # Errors
/// [`Error::Refused`] with a sentence when a server uses the directory, when it has a database already, or when the
/// archive is not a backup; [`Error::Io`] when something cannot be read or written.
pub fn restore(from: &Path, data_dir: &Path, key: &Path) -> Result<Restored> {
    data_dir::prepare(data_dir)?;
    let _lock = data_dir::lock(data_dir)?;
    let database = default_database(data_dir);
    if database.exists() {
        return Err(Error::Refused(format!(
            "{} exists: a backup is restored into a data directory without a database",
            database.display()
        )));
    }
    let arriving = data_dir.join("restoring.db");
    let mut archive = tar::Archive::new(File::open(from).map_err(Error::io(from))?);
    let (mut found, mut restored) = (false, Restored::default());
    for entry in archive.entries().map_err(Error::io(from))? {
        let mut entry = entry.map_err(Error::io(from))?;
        let path = entry.path().map_err(Error::io(from))?.into_owned();
        let is_ours = path.components().all(|part| matches!(part, Component::Normal(_)));
        let kind = entry.header().entry_type();
        let target = match path.to_str() {
            Some(DATABASE) if kind.is_file() => arriving.clone(),
            Some(FILES_AT) if kind.is_file() => {
                let mut address = String::new();
                entry.take(MOST_ADDRESS).read_to_string(&mut address).map_err(Error::io(from))?;
                restored.files_at = Some(address);
                continue;
            }
            Some(KEY) if kind.is_file() && key.exists() => continue,
            Some(KEY) if kind.is_file() => key.to_owned(),
            // Nothing but plain files, and nothing that could lead out of the directory.
            _ if is_ours && path.starts_with(FILES) && kind.is_file() => data_dir.join(&path),
            _ if is_ours && path.starts_with(FILES) && kind.is_dir() => continue,
            _ => return Err(Error::Refused(format!("{} is not a backup of scaleph", from.display()))),
        };
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent).map_err(Error::io(parent))?;
        }
        let mut file = File::create(&target).map_err(Error::io(&target))?;
        file.set_permissions(std::fs::Permissions::from_mode(0o600)).map_err(Error::io(&target))?;
        std::io::copy(&mut entry, &mut file).map_err(Error::io(&target))?;
        file.sync_all().map_err(Error::io(&target))?;
        found |= target == arriving;
    }
    if !found {
        return Err(Error::Refused(format!("{} is not a backup of scaleph: it has no database", from.display())));
    }
    std::fs::rename(&arriving, &database).map_err(Error::io(&database))?;
    Ok(restored)
}
