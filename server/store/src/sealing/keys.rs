//! Where the keys come from: base64 of 32 bytes each, one a line; the last one seals, all of them open.

use super::hex;
use crate::{Error, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use rand::TryRngCore;
use sha2::{Digest, Sha256};
use std::{
    fmt,
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// Where the sealing keys are.
#[derive(Clone)]
pub enum KeySource {
    /// A file of our own, readable by its owner only; made with a new key if there is none.
    Own(PathBuf),
    /// A file somebody else provides, such as a mounted secret; refused if there is none.
    Mounted(PathBuf),
    /// The keys themselves, from the environment; between several, a comma, a blank or a line break.
    Text(String),
}

impl fmt::Debug for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(path) => write!(f, "Own({})", path.display()),
            Self::Mounted(path) => write!(f, "Mounted({})", path.display()),
            Self::Text(_) => f.write_str("Text(…)"),
        }
    }
}

/// At least one key, oldest first.
pub(crate) struct Keys(Vec<(String, [u8; 32])>);

impl Keys {
    /// Reads them, and makes the first one where that is ours to do.
    pub(crate) fn load(source: &KeySource) -> Result<Self> {
        match source {
            KeySource::Text(text) => Self::parse(text).map_err(|why| refused("in the environment", &why)),
            KeySource::Mounted(path) => Self::read(path),
            KeySource::Own(path) => {
                if !path.exists() {
                    create(path)?;
                }
                let mode = std::fs::metadata(path).map_err(Error::io(path))?.permissions().mode();
                if mode & 0o077 != 0 {
                    return Err(refused(&path.display().to_string(), "others can read it; make it mode 0600"));
                }
                Self::read(path)
            }
        }
    }

    fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(Error::io(path))?;
        Self::parse(&text).map_err(|why| refused(&path.display().to_string(), &why))
    }

    /// Reads keys from text.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
        let keys: Vec<_> = words
            .map(|word| {
                let bytes = BASE64_STANDARD.decode(word).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
                bytes.map(|key| (key_id(&key), key)).ok_or("a key is the base64 of 32 bytes")
            })
            .collect::<Result<_, _>>()?;
        if keys.is_empty() { Err("there is no key in it".into()) } else { Ok(Self(keys)) }
    }

    /// The one that seals.
    pub(super) fn newest(&self) -> (&str, &[u8; 32]) {
        let (id, key) = self.0.last().expect("there is at least one key");
        (id, key)
    }

    /// The one of this id.
    pub(super) fn find(&self, id: &str) -> Option<&[u8; 32]> {
        self.0.iter().find(|(have, _)| have == id).map(|(_, key)| key)
    }
}

/// Tells keys apart without saying anything about them.
fn key_id(key: &[u8; 32]) -> String {
    hex(&Sha256::new_with_prefix(b"scaleph key id").chain_update(key).finalize()[..6])
}

fn create(path: &Path) -> Result<()> {
    let mut key = [0; 32];
    rand::rngs::OsRng.try_fill_bytes(&mut key).map_err(Error::unavailable)?;
    let mut file =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(Error::io(path))?;
    writeln!(file, "{}", BASE64_STANDARD.encode(key)).and_then(|()| file.sync_all()).map_err(Error::io(path))
}

fn refused(place: &str, why: &str) -> Error {
    Error::Refused(format!("the sealing key {place} cannot be used: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_made_once_and_for_its_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        let first = Keys::load(&KeySource::Own(path.clone())).unwrap();
        let second = Keys::load(&KeySource::Own(path.clone())).unwrap();
        assert_eq!(first.newest(), second.newest());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(Keys::load(&KeySource::Own(path)), Err(Error::Refused(_))));
    }

    #[test]
    fn a_key_that_cannot_be_used_is_refused_without_being_shown() {
        for text in ["", "hunter2", "aHVudGVyMg=="] {
            let error = Keys::load(&KeySource::Text(text.into())).map(drop).unwrap_err().to_string();
            assert!(error.contains("in the environment") && !error.contains("hunter2"), "{error}");
        }
        assert!(matches!(Keys::load(&KeySource::Mounted("/nowhere/key".into())), Err(Error::Io { .. })));
    }
}
